import { openExport } from "../../adapters/files/export/open-export.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import type { Legate } from "../../runtime/legate.ts";
import { badInput } from "../bad-input.ts";
import { oneOrAll } from "../one-or-all.ts";

/** The journal of one worker, from wherever it is kept. */
export interface RecordedRun {
  readonly worker: string;
  readonly name: string;
  readonly records: readonly StoredRecord[];
}

/** The run in an export. Rejects with `bad-input` for a file that is none. */
export async function runInFile(path: string): Promise<RecordedRun> {
  const exported = await openExport(path);
  if (exported === undefined)
    throw badInput(`${path} is no export of a worker; legate export makes one.`, { path });
  const { worker, name } = exported.about;
  const records: StoredRecord[] = [];
  for await (const part of exported.parts())
    if (part.part === "record") records.push({ position: records.length + 1, worker, ...part });
  return { worker, name, records };
}

/** The runs of one worker, or of all that there are, one after the other. */
export async function* runsOf(legate: Legate, worker: string | undefined): AsyncGenerator<RecordedRun> {
  for (const { id, name } of await oneOrAll(legate, worker))
    yield { worker: id, name, records: await legate.records(id) };
}
