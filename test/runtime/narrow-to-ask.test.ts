import { expect, test } from "vitest";
import type { WorkerId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import { NOTHING_FURTHER } from "../../src/core/policy/approval-policy.ts";
import { completed } from "../../src/core/policy/policy-request.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { FREELY, LEDGER_TOOLS, openIn, PLACE, smallWorld } from "../support/small-world.ts";

const send = (text: string) => ({ tool: "send", arguments: { text } });

/** Two sends in one turn, both judged before the first of them runs; while it does, a narrowing arrives. */
function narrowedBetween() {
  const told: WorkerId[] = [];
  const during = async () => {
    const put = told.map((worker) => ({ worker, commandId: "n", from: "ada", body: ASK_FIRST }));
    await world.ports.store.commit({ put });
  };
  const tools = LEDGER_TOOLS.map((tool) => (tool.name === "send" ? { ...tool, during } : tool));
  const world = smallWorld([{ calls: [send("x"), send("y")] }, { text: "done" }], tools);
  return { world, told };
}

const ASK_FIRST: Json = {
  type: "narrow",
  by: "ada",
  reason: "ask me first",
  policy: completed() as unknown as Json,
  approvals: [{ ...NOTHING_FURTHER, ask: [{ tools: ["send"] }] } as unknown as Json],
};

const decisions = async (legate: Legate, id: string) =>
  (await legate.records(id)).flatMap(({ record }) =>
    record.type === "call.decided" ? [`${record.call} ${record.decision}`] : [],
  );

test("a call that was allowed is asked about when a narrowing asks first from now on", async () => {
  const { world, told } = narrowedBetween();
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, task: "t" });
  told.push(id);
  const [worker] = (await legate.wait(id, { timeoutMs: 5000 })).workers;
  expect(worker).toMatchObject({ status: "waiting", questions: [{ question: "send y" }] });
  expect(world.ledger.map(({ text }) => text)).toEqual(["x"]);
  expect(await decisions(legate, id)).toEqual(["t1.1 allow", "t1.2 allow", "t1.2 ask"]);
});

test("a call that a person said yes to is not asked about again because of a narrowing", async () => {
  const { world, told } = narrowedBetween();
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ workspace: PLACE, policy: {}, task: "t" });
  told.push(id);
  await legate.wait(id, { timeoutMs: 5000 });
  await legate.approve(id, { by: "ada", approval: "t1.2" });
  await legate.approve(id, { by: "ada", approval: "t1.1" });
  await legate.wait(id, { timeoutMs: 5000 });
  expect(world.ledger.map(({ text }) => text)).toEqual(["x", "y"]);
  const asked = (await decisions(legate, id)).filter((said) => said.endsWith("ask"));
  expect(asked).toEqual(["t1.1 ask", "t1.2 ask"]);
});
