import { isFailure } from "../../ports/failure.ts";
import type { Legate } from "../../runtime/legate.ts";
import { auditEntryOf } from "../../wire/audit-entry.ts";
import { type FoundJournal, NO_ENTRIES } from "./found-journal.ts";

/** The journals of one worker, or of all that there are, one after the other. */
export async function* liveJournals(
  legate: Legate,
  worker: string | undefined,
): AsyncGenerator<FoundJournal> {
  for (const { id, name } of await legate.roster(worker))
    yield { worker: id, name, complete: true, ...(await entriesOf(legate, id)) };
}

/** What somebody wrote into the store may not even be a record. */
async function entriesOf(
  legate: Legate,
  worker: string,
): Promise<Pick<FoundJournal, "entries" | "unreadable">> {
  try {
    return { entries: (await legate.records(worker)).map(auditEntryOf) };
  } catch (error) {
    if (!isFailure(error, "store-corrupt")) throw error;
    const { seq } = error.details;
    const unreadable = {
      kind: "changed",
      seq: typeof seq === "number" ? seq : 0,
      why: error.message,
    } as const;
    return { entries: NO_ENTRIES, unreadable };
  }
}
