import { expect, test } from "vitest";
import { harnHandleOf } from "../../src/wire/harn-handle-of.ts";
import { harnSnapshotOf } from "../../src/wire/harn-snapshot-write.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

test("a handle, a snapshot and what a host is told name the environment, and tell no value of it", async () => {
  const { legate } = await openIn(smallWorld([{ text: "one" }, { text: "two" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY, env: { MODE: "a-value" } });
  await legate.wait(id);
  await legate.send(id, "and on");
  await legate.wait(id);
  const records = await legate.records(id);
  const env = { MODE: "" };
  expect(harnHandleOf(records)).toMatchObject({
    task: "and on",
    history: ["go", "and on"],
    has_transcript: true,
    execution: { env },
  });
  expect(harnSnapshotOf(records)).toMatchObject({ history: ["go", "and on"], execution: { env } });
  const told: string[] = [];
  for await (const { notifications } of legate.hostEvents({ follow: false }))
    told.push(...notifications.map((one) => JSON.stringify(one)));
  expect(told.every((one) => one.includes('"execution":{"cwd":'))).toBe(true);
  expect(told.every((one) => one.includes('"env":{"MODE":""}'))).toBe(true);
  expect(JSON.stringify([harnHandleOf(records), harnSnapshotOf(records), told])).not.toContain("a-value");
});

test("what a cycle was for is what was said, without the artifacts that its model was shown with it", async () => {
  const { legate } = await openIn(smallWorld([{ text: "one" }, { text: "two" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY });
  await legate.wait(id);
  await legate.send(id, "and on", { carry: { transcript: "reset" } });
  await legate.wait(id);
  const records = await legate.records(id);
  expect(records.map(({ record }) => JSON.stringify(record)).join()).toContain("results of other work");
  expect(harnHandleOf(records)).toMatchObject({ task: "and on", history: ["go", "and on"] });
  expect(harnSnapshotOf(records)).toMatchObject({ task: "and on", history: ["go", "and on"] });
  const tasks: string[] = [];
  for await (const { notifications } of legate.hostEvents({ follow: false }))
    for (const { params } of notifications) tasks.push(JSON.stringify(params));
  expect(tasks.at(-1)).toContain('"task":"and on"');
});
