import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LegateHandle } from "../../src/index.ts";

const at = (file: string) => new URL(`./${file}`, import.meta.url);

/** What is said of each worker now, as `NAME.summaries.json`. */
export async function writeSummaries(name: string, legate: LegateHandle): Promise<void> {
  const said = (await legate.list()).map(
    ({ id, name, status, result, turns, calls, deniedCalls, cycle, usage, budget, parent }) => ({
      id,
      name,
      status,
      result,
      turns,
      calls,
      deniedCalls,
      cycle,
      usage,
      budget,
      parent,
    }),
  );
  writeFileSync(at(`${name}.summaries.json`), `${JSON.stringify(said, undefined, 2)}\n`);
}

/** All records of a state directory as they lie there, as `NAME.jsonl`. */
export function writeRecords(name: string, stateDir: string): void {
  const database = new DatabaseSync(join(stateDir, "journal.db"), { readOnly: true });
  const rows = database
    .prepare(
      "SELECT position, worker, records.seq, at, type, v, data FROM records JOIN streams ON streams.id = stream ORDER BY position",
    )
    .all();
  writeFileSync(at(`${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
