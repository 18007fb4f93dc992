import { describe, expect, test } from "vitest";
import { workerId } from "../../../src/core/ids.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { hasUnlandedWork } from "../../../src/core/retention/unlanded.ts";
import { fold } from "../../../src/core/worker/evolve.ts";
import type { Worker } from "../../../src/core/worker/worker.ts";
import type { Checkpoint, OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { RECORD_EXAMPLES } from "../../wire/record-examples.ts";

const ID = workerId("019a1b2c-3d4e-7f00-8000-000000000001");

const kept = (tree: string): Checkpoint => ({
  commit: tree,
  tree,
  ref: tree,
  ignored: { count: 0, sample: [] },
});

function aWorker(records: readonly WorkerRecord[], start?: string): Worker {
  const git = {
    repo: "/repo",
    vault: "/vault",
    base: "base",
    baseTree: "base",
    baseName: "HEAD",
    uncommittedFiles: 0,
    ...(start === undefined ? {} : { start: kept(start) }),
  };
  const workspace: OpenedWorkspace = { kind: "worktree", root: "/w", mounts: [], git };
  const all: WorkerRecord[] = [
    { type: "worker.spawned", request: RECORD_EXAMPLES["worker.spawned"].request },
    { type: "cycle.started", cycle: 1, input: "go" },
    { type: "workspace.opened", workspace },
    { type: "worker.completed", result: "done" },
    ...records,
  ];
  const worker = fold(
    all.map((record, index) => ({ position: index, worker: ID, seq: index + 1, at: "2026", record })),
  );
  if (worker === undefined) throw new Error("nobody");
  return worker;
}

const checkpoint = (tree: string): WorkerRecord => ({
  type: "workspace.checkpointed",
  checkpoint: kept(tree),
});
const DROP: WorkerRecord = { type: "worker.dropped", by: "ann", reason: "no use" };

describe("unlanded work", () => {
  test("is what a worker kept that is not what it started from", () => {
    expect(hasUnlandedWork(aWorker([]), undefined)).toBe(false);
    expect(hasUnlandedWork(aWorker([checkpoint("mine")]), undefined)).toBe(true);
    expect(hasUnlandedWork(aWorker([checkpoint("mine"), checkpoint("base")]), undefined)).toBe(false);
  });

  test("is none once a person gave it up, and is again when the worker went on since", () => {
    const dropped = aWorker([checkpoint("mine"), DROP]);
    expect(hasUnlandedWork(dropped, undefined)).toBe(false);
    const resumed = aWorker([
      checkpoint("mine"),
      DROP,
      { type: "input.received", input: "i", mode: "cycle", text: "go on", by: "me" },
      { type: "cycle.started", cycle: 2, input: "go on", inputs: ["i"] },
      { type: "worker.completed", result: "done" },
    ]);
    expect(resumed.dropped).toBeUndefined();
    expect(hasUnlandedWork(resumed, undefined)).toBe(true);
  });

  test("is not what it took over from a worker that has it still, or whose work was given up", () => {
    const copy = aWorker([], "theirs");
    expect(hasUnlandedWork(copy, aWorker([checkpoint("theirs")]))).toBe(false);
    expect(hasUnlandedWork(copy, aWorker([checkpoint("theirs"), DROP]))).toBe(false);
    expect(hasUnlandedWork(aWorker([checkpoint("mine")], "theirs"), aWorker([checkpoint("theirs")]))).toBe(
      true,
    );
  });

  test("is what it took over from one that is gone, or that came back to its base", () => {
    const copy = aWorker([], "theirs");
    expect(hasUnlandedWork(copy, undefined)).toBe(true);
    expect(hasUnlandedWork(copy, aWorker([checkpoint("theirs"), checkpoint("base")]))).toBe(true);
  });

  test("is not taken over by a copy: a fork of a dropped worker is wanted", () => {
    expect(aWorker([checkpoint("mine"), DROP, RECORD_EXAMPLES["worker.forked"]]).dropped).toBeUndefined();
  });
});
