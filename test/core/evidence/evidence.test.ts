import { describe, expect, test } from "vitest";
import { evidenceOf } from "../../../src/core/evidence/verdict.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { SideEffectLevel } from "../../../src/core/policy/side-effect-level.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { answered, asked, BORN, claimed, folded, ID } from "../worker/a-worker.ts";

const WORKTREE: OpenedWorkspace = {
  kind: "worktree",
  root: "/w",
  mounts: [],
  git: { repo: "/r", vault: "/v", base: "b", baseTree: "t0", baseName: "main", uncommittedFiles: 0 },
};
const FOLDER: OpenedWorkspace = { kind: "directory", root: "/w", mounts: [] };

interface Act {
  readonly args: JsonObject;
  readonly level?: SideEffectLevel;
  readonly exitCode?: number;
  readonly status?: "ok" | "error" | "timed-out";
  /** The files as the checkpoint after it keeps them. @default none is taken */
  readonly tree?: string;
}

const run = (argv: readonly string[], exitCode: number, more: Partial<Act> = {}): Act => ({
  args: { argv, cwd: "/w" },
  exitCode,
  status: exitCode === 0 ? "ok" : "error",
  ...more,
});
const edit: Act = { args: { path: "/w/a" }, level: "workspace_write" };
const look: Act = { args: { path: "/w/a" }, level: "read_only" };

function acted(
  { args, level = "process_exec", exitCode, status = "ok", tree }: Act,
  turn: number,
): WorkerRecord[] {
  const call = `t${turn}.1`;
  const effectClass = level === "read_only" ? "read" : "once";
  const exact = { arguments: args, digest: "d", level, effectClass, summary: "run" } as const;
  const data = exitCode === undefined ? {} : { data: { exitCode } };
  const checkpoint = { commit: "c", tree: tree ?? "", ref: "r", ignored: { count: 0, sample: [] } };
  return [
    asked(turn),
    answered(turn, [call]),
    { type: "call.decided", call, decision: "allow", rule: "r", exact },
    { type: "call.intended", call, epoch: 1, digest: "d" },
    { type: "call.finished", call, status, text: "", outputDigest: "sha256:o", durationMs: 1, ...data },
    ...(tree === undefined ? [] : [{ type: "workspace.checkpointed", checkpoint } as const]),
  ];
}

interface Life {
  readonly acts: readonly Act[];
  readonly says: string;
  readonly verify?: readonly (readonly string[])[];
  readonly workspace?: OpenedWorkspace;
}

function judged({ acts, says, verify, workspace = WORKTREE }: Life) {
  if (BORN.type !== "worker.spawned") throw new Error("not a birth");
  const request = { ...BORN.request, limits: { ...BORN.request.limits, maxTurns: 99 } };
  const worker = folded([
    { ...BORN, request: { ...request, ...(verify === undefined ? {} : { verify }) } },
    claimed(1),
    { type: "cycle.started", cycle: 1, input: "do it" },
    { type: "workspace.opened", workspace },
    ...acts.flatMap((act, index) => acted(act, index + 1)),
    asked(acts.length + 1),
    answered(acts.length + 1, [], says),
    { type: "worker.completed", result: says },
  ]);
  const { verdict, why, claimed: isClaimed } = evidenceOf(worker);
  return { verdict, why, claimed: isClaimed };
}

const NPM_TEST = ["npm", "test"];

describe("a result is held against the runs of its checks", () => {
  test("refuted: it says that tests pass, and the last run of one says otherwise", () => {
    const acts = [run(NPM_TEST, 0, { tree: "t1" }), edit, run(NPM_TEST, 1, { tree: "t2" })];
    expect(judged({ acts, says: "All tests pass." })).toMatchObject({ verdict: "refuted", claimed: true });
    const honest = judged({ acts, says: "One test still fails." });
    expect(honest, "control: who says so is not refuted").toMatchObject({
      verdict: "unverified",
      why: "npm test (t3.1) exited with 1",
    });
  });

  test("verified: the last run exited with 0, and the files are those that it left", () => {
    const acts = [
      run(NPM_TEST, 1, { tree: "t1" }),
      { ...edit, tree: "t2" },
      run(NPM_TEST, 0, { tree: "t2" }),
      look,
    ];
    expect(judged({ acts, says: "Tests pass." })).toMatchObject({ verdict: "verified" });
    expect(judged({ acts, says: "Done." }), "also without a claim").toMatchObject({ verdict: "verified" });
  });

  test("unverified: files changed after the run that passed, unless they came back to what it saw", () => {
    const passed = run(NPM_TEST, 0, { tree: "t1" });
    const changed = judged({ acts: [passed, { ...edit, tree: "t2" }], says: "Tests pass." });
    expect(changed).toEqual({
      verdict: "unverified",
      claimed: true,
      why: "files may have changed after npm test (t1.1)",
    });
    const back = [passed, { ...edit, tree: "t2" }, { ...edit, tree: "t1" }];
    expect(judged({ acts: back, says: "Tests pass." })).toMatchObject({ verdict: "verified" });
  });

  test("in a folder nothing is kept, so whatever may have changed a file counts as a change", () => {
    const passed = run(NPM_TEST, 0);
    const of = (acts: readonly Act[]) => judged({ acts, says: "Tests pass.", workspace: FOLDER }).verdict;
    expect(of([passed, look])).toBe("verified");
    expect(of([passed, edit])).toBe("unverified");
    expect(of([edit, passed])).toBe("verified");
  });

  test("unverified: no check ran, or it did not come to its end", () => {
    expect(judged({ acts: [edit], says: "All tests pass." })).toMatchObject({
      verdict: "unverified",
      why: "no check was run",
    });
    const cut = run(NPM_TEST, 0, { status: "timed-out", tree: "t1" });
    expect(judged({ acts: [cut], says: "All tests pass." }).verdict).toBe("unverified");
  });

  test("declared commands count as they are declared, all of them, in the root, and no other test", () => {
    const verify = [NPM_TEST, ["npm", "run", "lint"]];
    const of = (acts: readonly Act[]) => judged({ acts, says: "Tests pass.", verify }).verdict;
    const tested = run(NPM_TEST, 0, { tree: "t1" });
    expect(of([tested]), "the other was not run").toBe("unverified");
    expect(of([tested, run(["npm", "run", "lint"], 0, { tree: "t1" })])).toBe("verified");
    expect(of([tested, run(["npm", "run", "lint"], 2, { tree: "t1" })])).toBe("refuted");
    const elsewhere = run(NPM_TEST, 0, { args: { argv: NPM_TEST, cwd: "/w/fake" }, tree: "t1" });
    expect(of([elsewhere, run(["npm", "run", "lint"], 0, { tree: "t1" })])).toBe("unverified");
    expect(of([run(["vitest"], 1), tested, run(["npm", "run", "lint"], 0, { tree: "t1" })])).toBe("verified");
  });

  test("a script for a shell counts only when it is nothing but words", () => {
    const of = (shell: string) =>
      judged({ acts: [run([], 0, { args: { shell }, tree: "t1" })], says: "Tests pass." }).verdict;
    expect(of("npm test")).toBe("verified");
    expect(of("npm test | tail")).toBe("unverified");
    expect(of("npm test || true")).toBe("unverified");
  });

  test("what a file tells of runs elsewhere does not count here", () => {
    const life: WorkerRecord[] = [
      BORN,
      claimed(1),
      { type: "cycle.started", cycle: 1, input: "do it" },
      { type: "workspace.opened", workspace: WORKTREE },
      ...acted(run(NPM_TEST, 0, { tree: "t1" }), 1),
    ];
    const { ceiling, request } = folded(life);
    const now = { ceiling, tools: [], model: "m", workspace: request.workspace };
    const from = { format: "legate", exportedAt: "2026-01-01T00:00:00.000Z", now } as const;
    expect(folded(life).checks, "control").toHaveLength(1);
    expect(folded([...life, { type: "worker.imported", digest: "d", by: "a", from }]).checks).toEqual([]);
    const { workspace } = request;
    const fork = {
      type: "worker.forked",
      from: ID,
      atSeq: life.length,
      name: "f",
      workspace,
      ceiling,
      by: "a",
    } as const;
    expect(folded([...life, fork]).checks).toEqual([]);
  });
});
