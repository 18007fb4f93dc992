import { expect, test } from "vitest";
import type { TakenIn } from "../../../src/ports/workspaces.ts";
import { openIn, type World } from "../../support/small-world.ts";
import { graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

const REPO = {
  kind: "worktree",
  repo: "/repo",
  base: "HEAD",
  include: [],
  includeUncommitted: false,
} as const;

/** A world of checkouts in which taking a child's work in comes to this, once `ready` is over. */
function worldWhere(taken: TakenIn, ready = async () => {}): World & { readonly asked: string[] } {
  const world = workflowWorld({ coder: Array(3).fill({ text: "done" }) });
  const asked: string[] = [];
  const { workspaces } = world.ports;
  const open: typeof workspaces.open = async (spec, worker, options) => ({
    ...(await workspaces.open(spec, worker, options)),
    kind: "worktree",
  });
  const takeIn: typeof workspaces.takeIn = async (_here, last) => {
    await ready();
    asked.push(last === undefined ? "not kept" : "kept");
    return taken;
  };
  return { ...world, asked, ports: { ...world.ports, workspaces: { ...workspaces, open, takeIn } } };
}

const graph = (takeIn?: true) =>
  graphOf({
    nodes: {
      build: {
        kind: "subagent",
        prompt: "do it",
        model: "coder",
        workspace: "own",
        ...(takeIn === undefined ? {} : { takeIn }),
      },
    },
  });

test("what a child changed is taken in after the run's own files were kept, and then kept with them", async () => {
  const world = worldWhere({ ok: true, files: [{ path: "a.txt", status: "added" }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id, worker } = await runGraph(legate, graph(true), { workspace: REPO });
  expect(worker?.status).toBe("completed");
  expect(world.asked).toEqual(["kept"]);
  const records = (await legate.records(id)).map(({ record }) => record);
  expect(records.find(({ type }) => type === "node.settled")).toMatchObject({ takenIn: ["a.txt"] });
  const kept = records.flatMap(({ type }, at) => (type === "workspace.checkpointed" ? [at] : []));
  expect(kept).toHaveLength(2);
  expect(kept[1]).toBeGreaterThan(records.findIndex(({ type }) => type === "node.settled"));
});

test("what does not go together fails the visit, with the paths, and what the child said", async () => {
  const { legate } = await openIn(worldWhere({ ok: false, paths: ["a.txt", "b.txt"] }));
  await using _ = legate;
  const { worker, ended } = await runGraph(legate, graph(true), { workspace: REPO });
  expect(ended).toEqual(["build#1 merge-conflict"]);
  expect(worker).toMatchObject({
    status: "failed",
    failure: "merge-conflict",
    reason: expect.stringContaining("do not go together: a.txt, b.txt"),
  });
});

test("without that the files of a child stay where they are", async () => {
  const world = worldWhere({ ok: true, files: [] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { worker } = await runGraph(legate, graph(), { workspace: REPO });
  expect([worker?.status, world.asked]).toEqual(["completed", []]);
});

test("nothing is taken in of a branch that came to its end together with the one that decides its map", async () => {
  const world = worldWhere({ ok: true, files: [{ path: "a.txt", status: "added" }] }, branchesOver);
  const { legate } = await openIn(world);
  await using _ = legate;
  async function branchesOver() {
    const branches = (await legate.list()).filter(({ name }) => name === "each");
    await legate.wait(branches.map(({ id }) => id));
  }
  const child = {
    kind: "subagent",
    prompt: "{{ item }}",
    model: "coder",
    workspace: "own",
    takeIn: true,
  } as const;
  const items = "['a', 'b', 'c']";
  const each = { kind: "map", items, strategy: "quorum", atLeast: 2, do: child } as const;
  const { worker, ended } = await runGraph(legate, graphOf({ nodes: { each } }), { workspace: REPO });
  expect(worker?.status).toBe("completed");
  expect(world.asked).toHaveLength(2);
  expect(ended.filter((one) => one.startsWith("each#1/") && one.endsWith(" success"))).toHaveLength(2);
});
