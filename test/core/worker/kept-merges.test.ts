import { describe, expect, test } from "vitest";
import { workerId } from "../../../src/core/ids.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { keptMerges } from "../../../src/core/worker/kept-merges.ts";
import { newRun } from "../../../src/core/workflow/run/run.ts";
import type { Checkpoint, OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { graphOf } from "../../runtime/workflow/small-graphs.ts";

const graph = graphOf({
  nodes: {
    build: { kind: "subagent", prompt: "build", workspace: "own", takeIn: true },
    other: { kind: "subagent", prompt: "other", workspace: "own", takeIn: true },
    run: { kind: "command", argv: ["run"] },
  },
  start: ["build", "other", "run"],
});

const BASE: OpenedWorkspace = {
  kind: "worktree",
  root: "/work",
  mounts: [],
  git: {
    repo: "/repo",
    vault: "/vault",
    base: "c0",
    baseTree: "t0",
    baseName: "HEAD",
    uncommittedFiles: 0,
  },
};
const OPENED: WorkerRecord = { type: "workspace.opened", workspace: BASE };

function checkpoint(tree: string): Checkpoint {
  return { commit: `c${tree}`, tree, ref: `refs/${tree}`, ignored: { count: 0, sample: [] } };
}

const kept = (tree: string): WorkerRecord => ({
  type: "workspace.checkpointed",
  checkpoint: checkpoint(tree),
});
const begins = (node: string): WorkerRecord => ({
  type: "node.started",
  visit: `${node}#1`,
  node,
  attempt: 1,
  key: node,
});
const ends = (node: string, more: object = {}): WorkerRecord => ({
  type: "node.settled",
  visit: `${node}#1`,
  node,
  outcome: "success",
  key: node,
  ...more,
});
const comesIn = (node: string) => ends(node, { takenIn: [`${node}.txt`] });

/** What is known of the merges of these records, of which the first is the first of the journal. */
function merged(...records: readonly WorkerRecord[]) {
  const workspace = { kind: "derived", from: BASE, checkpoint: null } as const;
  const worker = workerId("00000000-0000-7000-8000-000000000000");
  const stored = records.map((record, at) => ({ position: at + 1, worker, seq: at + 1, at: "", record }));
  const { bySeq, mixed } = keptMerges({ run: newRun(graph, 1, true), request: { workspace } }, stored);
  return { merges: [...bySeq], mixed: [...mixed].sort() };
}

describe("keptMerges", () => {
  test("work that came in by itself is known by the files before it and after it", () => {
    const { merges, mixed } = merged(OPENED, comesIn("build"), kept("t1"), comesIn("other"), kept("t2"));
    expect(merges).toEqual([
      [2, { before: "t0", after: checkpoint("t1") }],
      [4, { before: "t1", after: checkpoint("t2") }],
    ]);
    expect(mixed).toEqual([]);
  });

  test("work that came in while a command ran there is not to be told from what the command did", () => {
    const { merges, mixed } = merged(
      OPENED,
      begins("run"),
      comesIn("build"),
      kept("t1"),
      ends("run"),
      comesIn("other"),
      kept("t2"),
    );
    expect(merges).toEqual([[6, { before: "t1", after: checkpoint("t2") }]]);
    expect(mixed).toEqual(["build#1", "run#1"]);
  });

  test("what was asked to end may write for a while, and what comes in then is nobody's alone", () => {
    const late = ends("run", { outcome: "failure", code: "timed-out" });
    expect(merged(OPENED, begins("run"), late, comesIn("build"), kept("t1"))).toEqual({
      merges: [],
      mixed: ["build#1", "run#1"],
    });
  });

  test("work that was lost, or had company, before it was kept is not known", () => {
    const lost: WorkerRecord = { type: "workspace.rebuilt", from: "c0", lostCalls: [] };
    expect(merged(OPENED, comesIn("build"), lost, kept("t1"))).toEqual({ merges: [], mixed: ["build#1"] });
    expect(merged(OPENED, comesIn("build"), comesIn("other"), kept("t1"))).toEqual({
      merges: [],
      mixed: ["build#1", "other#1"],
    });
    expect(merged(OPENED, comesIn("build"), begins("run"), kept("t1")).merges).toEqual([]);
  });

  test("work that was taken over itself came into the files as they were taken over until then", () => {
    const worker = workerId("00000000-0000-7000-8000-000000000001");
    const reused = (tree: string) => ({ reused: { worker, seq: 1, kept: checkpoint(tree) } });
    const nothing = ends("other", { takenIn: [], reused: { worker, seq: 2 } });
    const { merges } = merged(
      ends("run", reused("t1")),
      ends("build", { takenIn: ["a"], ...reused("t2") }),
      nothing,
    );
    expect(merges).toEqual([
      [2, { before: "t1", after: checkpoint("t2") }],
      [3, { before: "t2" }],
    ]);
  });
});
