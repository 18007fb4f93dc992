import { afterAll, beforeAll, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;

beforeAll(async () => {
  place = new Place();
  const model = place.model("say", `  - text: "Done."\n`);
  await place.here(["run", "say it", "--model", model, "--name", "first", "-q"]);
  await place.here(["run", "say it", "--model", model, "--name", "second", "-q"]);
});

afterAll(() => place[Symbol.dispose]());

const lines = (text: string) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test("the records of all workers come one a line, and go on after the position that was heard last", async () => {
  const { code, stdout } = await place.here(["events"]);
  const all = lines(stdout);
  expect(code).toBe(0);
  expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index + 1));
  expect(new Set(all.map(({ worker }) => worker)).size).toBe(2);
  const rest = await place.here(["events", "--after", "9"]);
  expect(lines(rest.stdout)).toEqual(all.slice(9));
  const one = await place.here(["events", "--under", "second"]);
  const second = all.at(-1).worker;
  expect(lines(one.stdout)).toEqual(all.filter(({ worker }) => worker === second));
});

test("a host of Harn's gets its notifications, with its session", async () => {
  const { stdout } = await place.here(["events", "--format", "harn", "--session", "s1"]);
  const told = lines(stdout);
  const updates = told.filter(({ method }) => method === "session/update");
  expect(told.map(({ method }) => method)).toEqual(updates.flatMap(() => ["session/update", "progress"]));
  expect(updates[0].params).toMatchObject({ sessionId: "s1", update: { sessionUpdate: "worker_update" } });
  expect(updates.at(-1).params.update.content).toMatchObject({ worker_name: "second", status: "completed" });
});

test("a position that is none is bad input", async () => {
  expect((await place.here(["events", "--after", "soon"])).code).toBe(2);
  expect(await place.here(["events", "--after", "999999"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("positions go from 0 to"),
  });
});
