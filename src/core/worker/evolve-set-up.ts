import type { SetUpRecord } from "../journal/set-up-record.ts";
import { setUpFailure } from "./set-up-texts.ts";
import type { Worker } from "./worker.ts";

/** What set-up wrote is kept like the changes of a call. */
export function evolveSetUp(worker: Worker, record: SetUpRecord): Worker {
  const { setUp } = worker;
  if (record.status === "started") return worker;
  if (record.phase === "tear-down") return { ...worker, setUp: { ...setUp, tornDown: record.index + 1 } };
  const unsaved = [...worker.unsaved, `set-up ${record.index + 1}`];
  if (record.status !== "ok")
    return { ...worker, unsaved, setUp: { ...setUp, failed: setUpFailure(record) } };
  return { ...worker, unsaved, setUp: { ...setUp, done: record.index + 1 } };
}
