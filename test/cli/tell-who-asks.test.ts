import { expect, test } from "vitest";
import { PLAIN } from "../../src/cli/render/style.ts";
import { tellWhoAsks } from "../../src/cli/tell-who-asks.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

test("whoever waits for a worker is told once which one below it needs a person, and not of itself", async () => {
  const spawn = { tool: "spawn_agent", arguments: { task: "help", model: "child", name: "helper" } };
  const world = smallWorld({
    parent: [{ calls: [spawn] }, { calls: [{ tool: "wait_agent" }] }, { text: "over" }],
    child: [{ calls: [{ tool: "send", arguments: { text: "x" } }] }, { text: "sent" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const approvals = { ask: [{ tools: ["send"] }], otherwise: "allow" } as const;
  const { id } = await legate.spawn({ task: "go", ...FREELY, model: "parent", approvals });
  const lines: string[] = [];
  const output = { progress: (more: readonly string[]) => void lines.push(...more), progressStyle: PLAIN };
  await using _telling = tellWhoAsks(legate, [id], output, 5);
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const [helper] = await legate.list({ parent: id });
  await legate.approve(helper?.id ?? "");
  await legate.wait(id, { timeoutMs: 5_000 });
  expect(lines.join()).toMatch(/^helper \(.*\): needs approval: 1 call needs a person's yes$/);
});

test("and which one ran out of a budget that nobody above it can add to", async () => {
  const budget = { turns: 1 };
  const spawn = { tool: "spawn_agent", arguments: { task: "help", model: "child", name: "helper", budget } };
  const world = smallWorld({
    parent: [{ calls: [spawn] }, { calls: [{ tool: "wait_agent" }] }, { text: "over" }],
    child: [{ calls: [{ tool: "look", arguments: { text: "x" } }] }, { text: "looked" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY, model: "parent" });
  const lines: string[] = [];
  const output = { progress: (more: readonly string[]) => void lines.push(...more), progressStyle: PLAIN };
  await using _telling = tellWhoAsks(legate, [id], output, 5);
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(lines.join()).toMatch(/^helper \(.*\): out of budget: turns: used 1 of 1$/);
});
