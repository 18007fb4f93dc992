import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ScriptTask } from "../../src/adapters/scripted/script.ts";
import type { WorkflowGraph } from "../../src/core/workflow/graph.ts";
import { createLegate, type LegateHandle } from "../../src/index.ts";
import { scriptedModels } from "../../src/testing/index.ts";
import { graphOf } from "../runtime/workflow/small-graphs.ts";
import { makeShop, type Shop } from "../support/shop.ts";

const shell = (line: string) => ({ calls: [{ tool: "run_command", arguments: { shell: line } }] });

/** Each worker of one of these models is new, so the n-th says what the script says again. */
const MODELS = {
  main: [{ text: "planned" }],
  write: [shell("echo written >> notes.txt"), { text: "wrote" }],
  fix: [shell("echo fixed >> fixed.txt"), { text: "fixed" }],
  make: { tasks: [making(/Make (?<n>3)/, 0), making(/Make (?<n>.)/, 500)] },
};

/** One that makes a file, at once or after a while. */
function making(when: RegExp, delayMs: number): ScriptTask {
  return { when, turns: [{ ...shell("echo {{n}} >> {{n}}.txt"), delayMs }, { text: "made {{n}}" }] };
}

/** A test that fails until a worker in a checkout of its own has fixed it, and what follows in the common files. */
function graph(last = "cat"): WorkflowGraph {
  return graphOf({
    nodes: {
      plan: { kind: "stage", prompt: "plan", tools: [] },
      write: { kind: "stage", prompt: "write", model: "write" },
      test: { kind: "verify", command: { argv: ["test", "-f", "fixed.txt"] } },
      fix: { kind: "subagent", prompt: "fix", model: "fix", takeIn: true },
      last: { kind: "command", argv: [last, "notes.txt", "fixed.txt"] },
    },
    edges: [
      { from: "plan", to: "write" },
      { from: "write", to: "test" },
      { from: "test", to: "fix", on: "failure" },
      { from: "fix", to: "test", maxVisits: 2 },
      { from: "test", to: "last" },
    ],
    outputs: { files: "steps.last.output.stdout" },
  });
}

let shop: Shop;
let legate: LegateHandle;
beforeEach(async () => {
  shop = makeShop();
  legate = await createLegate({
    stateDir: shop.stateDir,
    customModels: scriptedModels(MODELS),
    model: "main",
  });
});
afterEach(async () => {
  await legate[Symbol.asyncDispose]();
  shop[Symbol.dispose]();
});

/** The output of a whole run. */
function filesIn(result: string | null | undefined): unknown {
  return result?.startsWith("{") ? JSON.parse(result).files : undefined;
}

async function ran(id: string) {
  const [worker] = (await legate.wait(id, { until: "settled", timeoutMs: 60_000 })).workers;
  const records = await legate.records(id);
  const settled = records.flatMap(({ record }) => (record.type === "node.settled" ? [record] : []));
  return {
    worker,
    done: settled.flatMap(({ visit, reused, code, outcome }) =>
      reused ? [] : [`${visit} ${code ?? outcome}`],
    ),
    takenOver: settled.flatMap(({ visit, reused }) => (reused ? [visit] : [])),
    reasons: settled.flatMap(({ reason }) => reason ?? []),
    files: filesIn(worker?.result),
  };
}

/** Three workers, of which the last item's is there first where they work beside each other, and what they made. */
function merging(last: string, maxConcurrency = 3): WorkflowGraph {
  return graphOf({
    inputs: { items: { default: [1, 2, 3] } },
    nodes: {
      build: {
        kind: "map",
        items: "inputs.items",
        maxConcurrency,
        do: { kind: "subagent", prompt: "Make {{ item }}", model: "make", takeIn: true },
      },
      see: { kind: "command", argv: [last, "1.txt", "2.txt", "3.txt"] },
    },
    edges: [{ from: "build", to: "see" }],
    outputs: { files: "steps.see.output.stdout" },
  });
}

const first = () => firstOf(graph());

async function firstOf(of: WorkflowGraph) {
  const { id } = await legate.spawn({
    task: "t",
    workspace: { kind: "worktree", repo: shop.repo },
    preset: "build",
    workflow: { graph: of, inputs: {} },
  });
  return { id, ...(await ran(id)) };
}

describe("a run that goes on from another one, with a real repository and real commands", () => {
  test("takes over each result in the files that it left, and none in files that it never saw", async () => {
    const before = await first();
    expect(before.worker).toMatchObject({ status: "completed" });
    expect(before.done).toEqual([
      "plan#1 success",
      "write#1 success",
      "test#1 verification-failed",
      "fix#1 success",
      "test#2 success",
      "last#1 success",
    ]);
    expect(before.files).toBe("written\nfixed");
    expect(before.worker?.evidence).toMatchObject({ verdict: "verified" }); // by the last run of its test

    const same = await ran((await legate.rerun(before.id)).id);
    expect(same.worker).toMatchObject({ status: "completed" });
    expect(same.files).toBe("written\nfixed");
    expect(same.takenOver).toEqual(expect.arrayContaining(["plan#1", "write#1"]));
    // A check that failed is done again, and opens the files: what came in by a merge after it is done again, too.
    expect(same.done).toEqual(expect.arrayContaining(["test#1 verification-failed", "fix#1 success"]));
  });

  test("after an edit does again what the edit affects, in the files as they were there", async () => {
    const before = await first();
    const after = await ran((await legate.rerun(before.id, { graph: graph("head") })).id);
    expect(after.worker).toMatchObject({ status: "completed" });
    expect(after.files).toContain("written\n");
    expect(after.files).toContain("fixed");
    expect(after.takenOver).toEqual(expect.arrayContaining(["plan#1", "write#1"]));
  });

  test("`from` does a step and all after it once more, and `only` that step alone, in a checkout of its own", async () => {
    const before = await first();
    const from = await ran((await legate.rerun(before.id, { from: ["write"] })).id);
    expect(from.takenOver).toEqual(["plan#1"]);
    expect(from.files).toBe("written\nfixed");
    const only = await legate.rerun(before.id, { only: "write" });
    expect((await ran(only.id)).done).toEqual(["write#1 success"]);
    const { workspace } = await legate.get(only.id);
    expect(readFileSync(join(workspace?.root ?? "", "notes.txt"), "utf8")).toBe("written\n");
    expect(shop.git("status", "--porcelain")).toBe("");
  });

  test("keeps what each command did, so that what comes after it finds it in another checkout", async () => {
    const commands = (last: string) =>
      graphOf({
        nodes: {
          make: { kind: "command", argv: ["sh", "-c", "echo made > made.txt"] },
          see: { kind: "command", argv: [last, "made.txt"] },
        },
        edges: [{ from: "make", to: "see" }],
        outputs: { files: "steps.see.output.stdout" },
      });
    const workspace = { kind: "worktree", repo: shop.repo } as const;
    const { id } = await legate.spawn({
      task: "t",
      workspace,
      preset: "build",
      workflow: { graph: commands("cat") },
    });
    expect((await ran(id)).files).toBe("made");
    const after = await ran((await legate.rerun(id, { graph: commands("tac") })).id);
    expect(after).toMatchObject({ takenOver: ["make#1"], done: ["see#1 success"], files: "made" });
  });

  test("takes work over that came in by a merge, with its files, in whatever order it came in", async () => {
    const before = await firstOf(merging("cat"));
    expect(before).toMatchObject({ files: "1\n2\n3", worker: { status: "completed" } });
    const order = before.done.filter((one) => one.startsWith("build#1/"));
    const after = await ran((await legate.rerun(before.id, { graph: merging("head") })).id);
    expect(after.takenOver).toEqual(order.map((one) => one.replace(" success", "")));
    expect(after.done).toEqual(["build#1 success", "see#1 success"]);
    expect(after.files).toContain("3");
    const only = await ran((await legate.rerun(before.id, { only: "see" })).id);
    expect(only).toMatchObject({ files: undefined, done: ["build#1 success", "see#1 success"] });
    expect((await legate.list()).filter(({ name }) => name === "build")).toHaveLength(3);
  });

  test("takes nothing over that came in by a merge into other files, and says so where it may not do it again", async () => {
    const before = await firstOf(merging("cat", 1));
    const only = await ran((await legate.rerun(before.id, { only: "see", inputs: { items: [2, 3] } })).id);
    expect(only.takenOver).toEqual([]);
    expect(only.reasons[0]).toContain("its work came in by a merge, into other files than these");
  });

  test("goes on from a run that took results over in the files that the first of them found", async () => {
    const before = await first();
    const second = await legate.rerun(before.id, { from: ["test"] });
    await ran(second.id);
    const third = await ran((await legate.rerun(second.id, { from: ["write"] })).id);
    expect(third).toMatchObject({ takenOver: ["plan#1"], files: "written\nfixed" });
  });
});
