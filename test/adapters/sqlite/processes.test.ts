import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/store.ts";
import { workerId } from "../../../src/core/ids.ts";
import { ScratchDirectory, startChild } from "./children.ts";

const open = (file: string) => createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });

test("processes that create one store at once all land their commits, in one order", async () => {
  using scratch = new ScratchDirectory();
  const children = [1, 2, 3].map(() => startChild(["own", scratch.file, "60"]));
  const lines = (await Promise.all(children.map((child) => child.lines))).flat();
  await using store = await open(scratch.file);
  const records = await store.readAll({ after: 0, limit: 1000 });
  expect(lines).toHaveLength(180);
  expect(new Set(records.map(({ worker, seq }) => `${worker} ${seq}`))).toEqual(new Set(lines));
  expect(records.map((record) => record.position)).toEqual(
    Array.from({ length: 180 }, (_, index) => index + 1),
  );
});

test("of two processes that append to one worker exactly one wins each place", async () => {
  using scratch = new ScratchDirectory();
  const worker = workerId(systemClock.uuid());
  const children = [1, 2].map(() => startChild(["shared", scratch.file, worker, "100"]));
  const lines = (await Promise.all(children.map((child) => child.lines))).flat();
  const won = lines.filter((line) => line.startsWith(worker));
  expect(won).toHaveLength(100);
  expect(new Set(won).size).toBe(100);
  await using store = await open(scratch.file);
  expect((await store.readWorker(worker)).map((record) => record.seq)).toEqual(
    won.map((_, index) => index + 1),
  );
});

test("a follower in another process hears of commits and misses none", async () => {
  using scratch = new ScratchDirectory();
  await using store = await open(scratch.file);
  const seen: string[] = [];
  let after = 0;
  let wake = () => {};
  using _subscription = store.subscribe(() => wake());
  const child = startChild(["own", scratch.file, "80"]);
  while (seen.length < 80) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const batch = await store.readAll({ after });
    for (const record of batch) seen.push(`${record.worker} ${record.seq}`);
    after = batch.at(-1)?.position ?? after;
    if (batch.length === 0) await woken;
  }
  expect(seen).toEqual(await child.lines);
});

test("what was acknowledged before a kill -9 is there afterwards, in a store that works", async () => {
  using scratch = new ScratchDirectory();
  let acknowledged = 0;
  for (const lifeMs of [0, 15, 40]) {
    const child = startChild(["own", scratch.file, "1000000"]);
    await started(child.process);
    await delay(lifeMs);
    child.process.kill("SIGKILL");
    const lines = await child.lines;
    acknowledged += lines.length;
    await using store = await open(scratch.file);
    const kept = new Set(
      (await store.readAll({ after: 0, limit: 1e6 })).map(({ worker, seq }) => `${worker} ${seq}`),
    );
    expect(lines.filter((line) => !kept.has(line))).toEqual([]);
  }
  expect(acknowledged).toBeGreaterThan(0);
});

test("a pending commit keeps its process alive until it is on disk, an idle store does not", async () => {
  using scratch = new ScratchDirectory();
  const child = startChild(["leave", scratch.file]);
  const lines = await child.lines;
  expect(child.process.exitCode).toBe(0);
  await using store = await open(scratch.file);
  expect((await store.readAll({ after: 0 })).map(({ worker, seq }) => `${worker} ${seq}`)).toEqual(lines);
  expect(lines).toHaveLength(1);
});

/** Resolves with the first acknowledgement. */
function started(child: ReturnType<typeof startChild>["process"]): Promise<unknown> {
  return new Promise((resolve) => child.stdout?.once("data", resolve));
}
