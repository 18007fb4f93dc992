import { describe, expect, test } from "vitest";
import type { WorkerId } from "../../src/core/ids.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { LegateError } from "../../src/ports/failure.ts";
import { type BranchLandings, branchLandings } from "../support/branch-landings.ts";
import { dyingStore } from "../support/dying-store.ts";
import { keptPlaces } from "../support/kept-places.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";

interface Scene {
  readonly world: World;
  readonly branch: BranchLandings;
  readonly id: WorkerId;
}

/** A worker that has ended and kept something, and a branch for it. */
async function aScene(): Promise<Scene> {
  const plain = smallWorld([{ calls: [{ tool: "put", arguments: { text: "x" } }] }, { text: "ok" }]);
  const branch = branchLandings();
  const { workspaces, directories } = keptPlaces(() => new Date().toISOString());
  const world = { ...plain, ports: { ...plain.ports, workspaces, landings: branch.landings } };
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
  const worker = fold(await world.ports.store.readWorker(id));
  directories.set(id, worker?.checkpoint?.tree ?? "");
  return { world, branch, id };
}

const recordsOf = async ({ world, id }: Scene) =>
  (await world.ports.store.readWorker(id)).map(({ record }) => record);
const typesOf = async (scene: Scene) =>
  (await recordsOf(scene)).map(({ type }) => type).filter((type) => type.startsWith("landing."));

test("a landing is asked for, intended and told in the journal, in this order; undo likewise", async () => {
  const scene = await aScene();
  const { legate } = await openIn(scene.world, { drive: "anyone" });
  await using _ = legate;
  expect(await legate.land(scene.id, { dryRun: true })).toMatchObject({ outcome: "would-land" });
  expect(await typesOf(scene)).toEqual([]);
  const landed = await legate.land(scene.id, { by: "ann" });
  expect(landed).toMatchObject({
    outcome: "landed",
    commit: scene.branch.commits.at(-1),
    target: { tip: "first" },
  });
  expect(await typesOf(scene)).toEqual(["landing.asked", "landing.started", "landing.landed"]);
  expect(await legate.land(scene.id)).toMatchObject({
    outcome: "refused",
    refusal: { code: "nothing-to-land" },
  });
  expect(await legate.gc({ olderThanMs: 0 })).toMatchObject({ removed: [{ worker: scene.id }] });
  expect(await legate.undoLanding(scene.id)).toMatchObject({ outcome: "landed" });
  expect(scene.branch.commits).toEqual(["first"]);
  expect((await legate.gc({ olderThanMs: 0 })).kept).toMatchObject([{ because: "unlanded" }]);
  await expect(legate.undoLanding(scene.id)).rejects.toMatchObject({ code: "not-allowed-now" });
});

test("only what rests and has a checkout lands", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY, workspace: { kind: "none" } });
  await legate.wait(id);
  await expect(legate.land(id)).rejects.toMatchObject({ code: "not-allowed-now" });
  const asked = await aScene();
  const landings = { ...asked.branch.landings };
  const woken = { ...asked, world: { ...asked.world, ports: { ...asked.world.ports, landings } } };
  const second = await openIn(woken.world, { drive: "anyone" });
  await using __ = second.legate;
  landings.plan = async (...given) => {
    await second.legate.send(asked.id, "go on");
    return asked.branch.landings.plan(...given);
  };
  await expect(second.legate.land(asked.id)).rejects.toMatchObject({ code: "not-allowed-now" });
  expect(asked.branch.commits).toEqual(["first"]);
});

test("what git cannot do is told, recorded, and leaves the worker as it was", async () => {
  const scene = await aScene();
  const { landings } = scene.branch;
  const ports = {
    ...scene.world.ports,
    landings: { ...landings, land: async () => Promise.reject(new LegateError("git-failed", "git broke")) },
  };
  const { legate } = await openIn({ ...scene.world, ports });
  await using _ = legate;
  expect(await legate.land(scene.id)).toMatchObject({
    outcome: "refused",
    refusal: { code: "failed", reason: "git broke" },
  });
  expect(await legate.get(scene.id)).toMatchObject({ status: "completed" });
  expect(scene.world.broken).toEqual([]);
});

describe("a process that dies at any write of the journal while it lands", () => {
  test.each(["before", "after"] as const)(
    "lands exactly once, whoever asks again (%s the write)",
    async (dies) => {
      for (let n = 1; ; n += 1) {
        const scene = await aScene();
        const store = dyingStore(scene.world.ports.store, n, dies);
        const first = await openIn(scene.world, { store, drive: "anyone" });
        const ended = await Promise.race([first.legate.land(scene.id), store.dead]);
        void first.driver.close().catch(() => undefined);
        const second = await openIn(scene.world, { drive: "anyone" });
        await using _ = second.legate;
        const again = await second.legate.land(scene.id);
        expect(scene.branch.commits).toHaveLength(2);
        expect(["landed", "refused"]).toContain(again.outcome);
        const worker = fold(await scene.world.ports.store.readWorker(scene.id));
        expect(worker?.landing).toBeUndefined();
        expect(worker?.landings.map(({ landing }) => landing.to)).toEqual(scene.branch.commits.slice(1));
        if (ended !== undefined) break; // so many writes it does not need
        expect(n).toBeLessThan(20);
      }
    },
  );
});
