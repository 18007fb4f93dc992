import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { LegateError } from "../../src/ports/failure.ts";
import type { Model, Models } from "../../src/ports/model.ts";
import { handClock } from "../../src/testing/hand-clock.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const TEN_MINUTES = 10 * 60_000;

test("a model call ends when its time is up by the clock port, and the turn is tried again", async () => {
  const world = smallWorld([]);
  const hand = handClock();
  const asked = Promise.withResolvers<void>();
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 5), signal),
    after: (ms: number, ring: () => void) => (ms === TEN_MINUTES ? hand : systemClock).after(ms, ring),
  };
  const models = silentAtFirst(asked.resolve);
  const { legate } = await openIn({ ...world, ports: { ...world.ports, clock, models } });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await asked.promise;
  hand.advance(TEN_MINUTES);
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "At last." });
  const failures = (await legate.records(id)).flatMap(({ record }) =>
    record.type === "turn.failed" ? [record.error.class] : [],
  );
  expect(failures).toEqual(["timed-out"]);
});

/** Its first answer never comes. */
function silentAtFirst(asked: () => void): Models {
  const inner = scriptedModels([{ text: "At last." }]);
  return {
    resolve: async (name): Promise<Model> => {
      const model = await inner.resolve(name);
      return {
        ...model,
        async *step(request, options) {
          if (request.attempt === 1) {
            asked();
            await new Promise((resolve) => options.signal.addEventListener("abort", resolve));
            throw new LegateError("aborted", "The model call was stopped.");
          }
          yield* model.step(request, options);
        },
      };
    },
  };
}
