import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/store.ts";
import { parseWorkerId, type WorkerId, workerId } from "../../../src/core/ids.ts";
import type { SeenStream, Store } from "../../../src/ports/store.ts";

// A process of its own that appends to one store. Each acknowledged append is one line of stdout,
// `<worker> <seq>`, written before the next append starts. A refused one is `refused <code> <seq>`.
//
//   own <file> <count>             appends to a worker of its own
//   hasty <file> <count>           the same, but says so before the append was acknowledged
//   crowd <file> <count>           appends to so many workers at once
//   leave <file>                   appends once, waits for nothing and never closes the store
//   discard <file>                 discards all workers at once, says so, and collects their content
//   piecemeal <file>               the same, but one worker after the other
//   shared <file> <worker> <count> appends to a worker that others append to as well, each seq once

const HASTY = "hasty";
const [mode, file = "", ...rest] = process.argv.slice(2);
const store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher }).catch(
  (error: unknown) => {
    process.stdout.write(`failed ${codeOf(error)}\n`);
    process.exit(1);
  },
);
try {
  const fresh = workerId(systemClock.uuid());
  if (mode === "crowd") await crowd(store, Number(rest[0]));
  else if (mode === "leave") leave(store, fresh);
  else if (mode === "discard") await discard(store, await store.streams());
  else if (mode === "piecemeal") for (const one of await store.streams()) await discard(store, [one]);
  else if (mode === "own" || mode === HASTY) await own(store, fresh, Number(rest[0]), mode);
  else await shared(store, parseWorkerId(rest[0] ?? ""), Number(rest[1]));
} catch (error) {
  process.stdout.write(`failed ${codeOf(error)}\n`);
  process.exitCode = 1;
}
if (mode !== "leave") await store[Symbol.asyncDispose]();

async function own(into: Store, worker: WorkerId, count: number, mode: string): Promise<void> {
  for (let seq = 0; seq < count; seq++) {
    if (mode === HASTY) process.stdout.write(`${worker} ${seq + 1}\n`);
    await appendOne(into, worker, seq);
    if (mode !== HASTY) process.stdout.write(`${worker} ${seq + 1}\n`);
  }
}

async function crowd(into: Store, count: number): Promise<void> {
  const workers = Array.from({ length: count }, () => workerId(systemClock.uuid()));
  await Promise.all(workers.map((worker) => appendOne(into, worker, 0)));
  process.stdout.write(workers.map((worker) => `${worker} 1\n`).join(""));
}

function leave(into: Store, worker: WorkerId): void {
  appendOne(into, worker, 0).then(
    () => process.stdout.write(`${worker} 1\n`),
    (error) => process.stdout.write(`failed ${codeOf(error)}\n`),
  );
}

async function shared(into: Store, worker: WorkerId | undefined, count: number): Promise<void> {
  if (worker === undefined) throw new Error("no worker id was given");
  for (let seq = 0; seq < count; ) {
    try {
      await appendOne(into, worker, seq);
      process.stdout.write(`${worker} ${++seq}\n`);
    } catch (error) {
      if (codeOf(error) !== "stale-seq") throw error;
      process.stdout.write(`refused ${codeOf(error)} ${seq + 1}\n`);
      seq = (await into.stream(worker))?.seq ?? 0;
    }
  }
}

async function discard(from: Store, streams: readonly SeenStream[]): Promise<void> {
  await from.discard(streams);
  process.stdout.write("discarded\n");
  await from.collectBlobs({ olderThan: systemClock.now() });
}

async function appendOne(into: Store, worker: WorkerId, seq: number): Promise<void> {
  const records = [
    { type: "cycle.started", cycle: seq + 1, input: "x".repeat(seq % 5 === 4 ? 40_000 : 100) } as const,
  ];
  await into.commit({ appends: [{ worker, expectedSeq: seq, expectedEpoch: 0, records }] });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
