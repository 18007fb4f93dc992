import type { WorkerId } from "../../core/ids.ts";
import { workerId } from "../../core/ids.ts";
import type { WorkerRecord } from "../../core/journal/record.ts";
import type { Append, Commit, Store } from "../../ports/store.ts";
import type { StoreUnderTest } from "./subject.ts";

export function newWorker({ clock }: StoreUnderTest): WorkerId {
  return workerId(clock.uuid());
}

export function cycle(number: number, input = ""): WorkerRecord {
  return { type: "cycle.started", cycle: number, input };
}

/** One record after `expectedSeq`, unless told otherwise. */
export function append(worker: WorkerId, expectedSeq = 0, more: Partial<Append> = {}): Append {
  return { worker, expectedSeq, expectedEpoch: 0, records: [cycle(expectedSeq + 1)], ...more };
}

/** Commits `count` records to a new worker, one by one. */
export async function aWorkerWith(subject: StoreUnderTest, count: number): Promise<WorkerId> {
  const worker = newWorker(subject);
  for (let seq = 0; seq < count; seq++) await subject.store.commit({ appends: [append(worker, seq)] });
  return worker;
}

/** The code with which a commit is refused, or nothing when it was accepted. */
export async function refusalOf(store: Store, commit: Commit): Promise<unknown> {
  try {
    await store.commit(commit);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

/** Everything a reader can see of the journals, to compare before and after. */
export async function allOf(store: Store): Promise<unknown> {
  return { records: await store.readAll({ after: 0, limit: 100_000 }), streams: await store.streams() };
}
