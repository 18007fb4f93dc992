import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { workerId } from "../../src/core/ids.ts";
import { rootCeiling } from "../../src/core/policy/ceiling.ts";
import { preset } from "../../src/core/policy/presets.ts";
import { birthOf } from "../../src/runtime/birth.ts";
import { aRequest } from "../core/worker/a-worker.ts";
import { openIn, PLACE, smallWorld } from "../support/small-world.ts";

const linked = { ...PLACE, linked: true } as const;

/** A worker whose first record somebody else wrote: nobody asked whether it may be. */
async function planted(name: "edit" | "build") {
  const world = smallWorld([{ text: "Done." }]);
  const id = workerId(systemClock.uuid());
  const ceiling = rootCeiling(preset(name).capabilities);
  const request = aRequest({ workspace: linked, ceiling, model: "any" });
  await world.ports.store.commit({ appends: [birthOf({ id, request, at: systemClock.now() })] });
  const { legate } = await openIn(world, { adopts: true });
  const [worker] = (await legate.wait(id, { until: "settled" })).workers;
  return worker;
}

test("a linked worktree is not opened for a worker that may run processes, whoever made it", async () => {
  expect(await planted("build")).toMatchObject({
    status: "failed",
    failure: "bad-input",
    reason: expect.stringContaining("may use process_exec"),
    workspace: { root: null },
  });
  expect(await planted("edit")).toMatchObject({ status: "completed", workspace: { linked: true } });
});

test("where nobody chose, a worker in a linked worktree edits", async () => {
  const { legate } = await openIn(smallWorld([{ text: "Done." }]));
  const worker = await legate.spawn({ task: "x", workspace: linked });
  expect(worker).toMatchObject({ preset: "edit", workspace: { linked: true } });
  const asked = legate.spawn({ task: "x", workspace: linked, preset: "build" });
  await expect(asked).rejects.toMatchObject({ code: "bad-input" });
});
