import type { Legate } from "../../src/runtime/legate.ts";
import { FREELY, openIn, smallWorld, type World } from "./small-world.ts";

const spawnChild = { tool: "spawn_agent", arguments: { task: "help", model: "child", name: "child" } };
const wait = { tool: "wait_agent", arguments: {} };

const FOREIGN = {
  digest: "sha256:00",
  id: "worker_there",
  name: "foreign",
  task: "and the docs",
  modelSettings: {},
  metadata: {},
  past: {
    tasks: ["fix it", "and the docs"],
    messages: [{ role: "user", text: "fix it" }],
    outcome: { status: "interrupted", reason: "it was running" },
  },
  createdAt: "2026-01-01T00:00:00.000Z",
  claimed: {},
  notes: [],
} as const;

/** A world in which most things that can happen to workers happened; everything rests. */
export async function busyLife(): Promise<World> {
  const world = smallWorld({
    parent: [{ calls: [spawnChild] }, { calls: [wait] }, { text: "both done" }, { text: "once more" }],
    child: [{ calls: [{ tool: "put", arguments: { text: "c" } }] }, { text: "half a job" }],
    asker: [
      { calls: [{ tool: "nothing-such" }, { tool: "send", arguments: { text: "out" } }] },
      { text: "refused" },
    ],
    slow: [{ text: "never", delayMs: 600_000 }],
    broken: [{ errors: [{ class: "bad-request", message: "no such thing" }], text: "" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  await Promise.all([familyLife(legate), askerLife(legate), slowLife(legate), brokenLife(legate)]);
  await legate.import(FOREIGN, { policy: {}, approvals: { otherwise: "allow" }, model: "child" });
  return world;
}

async function familyLife(legate: Legate): Promise<void> {
  const parent = await legate.spawn({ ...FREELY, name: "parent", model: "parent", task: "coordinate" });
  await legate.wait(parent.id);
  await legate.send(parent.id, "again");
  await legate.wait(parent.id);
  await legate.narrow(parent.id, { tools: ["look"] });
  const copy = await legate.fork(parent.id, { text: "otherwise" });
  await legate.wait(copy.id);
}

async function askerLife(legate: Legate): Promise<void> {
  const approvals = { otherwise: "allow", ask: [{ tools: ["send"] }] } as const;
  const { id } = await legate.spawn({ ...FREELY, name: "asker", model: "asker", task: "ask", approvals });
  await legate.wait(id);
  await legate.deny(id);
  await legate.wait(id);
}

async function slowLife(legate: Legate): Promise<void> {
  const { id } = await legate.spawn({ ...FREELY, name: "slow", model: "slow", task: "wait" });
  await legate.interrupt(id);
  await legate.resume(id);
  await legate.interruptTurn(id);
  await legate.close(id);
}

async function brokenLife(legate: Legate): Promise<void> {
  const { id } = await legate.spawn({ ...FREELY, name: "broken", model: "broken", task: "fail" });
  await legate.wait(id);
}
