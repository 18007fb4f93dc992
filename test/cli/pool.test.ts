import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
beforeAll(() => {
  place = new Place();
});
afterAll(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);

test("the pool is filled, shown with its disk, used by the next worker, and emptied", async () => {
  expect((await place.here(["pool"])).stdout).toContain("legate pool fill does it now");
  expect(json((await place.here(["pool", "fill", "--json"])).stdout)).toEqual({ made: 2 });
  const shown = await place.here(["pool"]);
  expect(shown.stdout).toMatch(
    /^2 slots, .* \(at most 2 and 4\.3 GB for each repository, 17\.2 GB in all\)\n/,
  );
  expect(shown.stdout).toMatch(/HEAD at [0-9a-f]{12}, opened .* ago\n {2}[0-9a-f]{12}, .*B, made .* ago\n/);
  const say = place.model("say", `  - text: "Done."\n`);
  await place.here(["run", "look", "--model", say, "-q"]);
  const { repositories, limits } = json((await place.here(["pool", "list", "--json"])).stdout);
  expect(repositories[0].slots).toMatchObject([{ commit: repositories[0].wanted.commit }]);
  expect(limits).toEqual({ slots: 2, repositoryMb: 4096, totalMb: 16_384, keepDays: 7 });
  expect(json((await place.here(["pool", "empty", "--json"])).stdout)).toEqual({ removed: 1 });
  expect(json((await place.here(["pool", "--json"])).stdout).repositories[0].slots).toEqual([]);
});

test("an unknown verb, or an option of another one, is bad input", async () => {
  expect((await place.here(["pool", "drain"])).code).toBe(2);
  expect((await place.here(["pool", "empty", "--base", "main"])).code).toBe(2);
  expect((await place.here(["pool", "fill", "--base", "nowhere"])).code).not.toBe(0);
});

test("a one-shot command makes no slots; the driver does, once a worker has opened a checkout", async () => {
  const say = place.model("say", `  - text: "Done."\n`);
  await place.here(["run", "look", "--model", say, "-q"]);
  const slots = async () =>
    json((await place.here(["pool", "--json"])).stdout).repositories.flatMap(
      (one: { readonly slots: readonly unknown[] }) => one.slots,
    );
  expect(await slots()).toEqual([]);
  await place.legate(["up"]);
  while ((await slots()).length < 2) await delay(200);
  await place.legate(["down"]);
  expect(await slots()).toHaveLength(2);
});
