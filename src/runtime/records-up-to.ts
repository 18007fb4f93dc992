import type { StoredRecord } from "../core/journal/record.ts";
import { LegateError } from "../ports/failure.ts";
import type { StreamHead } from "../ports/store.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** A journal up to a record, or all of it. Rejects with `bad-input` for a record that does not exist. */
export async function recordsUpTo(
  { store }: Pick<RuntimePorts, "store">,
  { worker, seq }: StreamHead,
  atSeq: number | undefined,
): Promise<readonly StoredRecord[]> {
  if (atSeq !== undefined && (!Number.isInteger(atSeq) || atSeq < 1 || atSeq > seq)) {
    const range = `its journal has the records 1 to ${seq} (legate show --records)`;
    throw new LegateError("bad-input", `There is no record ${atSeq} of ${worker}: ${range}.`);
  }
  return store.readWorker(worker, { limit: atSeq ?? seq });
}
