import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { auditTools } from "../../src/adapters/signing/audit-tools.ts";
import type { AuditFinding } from "../../src/core/audit/finding.ts";
import { verifyAudit } from "../../src/core/audit/verify.ts";
import { driverId } from "../../src/core/ids.ts";
import { LegateError } from "../../src/ports/failure.ts";
import type { Commit } from "../../src/ports/store.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { auditEntryOf } from "../../src/wire/audit-entry.ts";
import { FREELY, openIn, PLACE, smallWorld } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

const TOOLS = auditTools(sha256Hasher);
const send = (text: string) => ({ tool: "send", arguments: { text } });
const ASKS = {
  workspace: PLACE,
  policy: {},
  approvals: { otherwise: "allow", ask: [{ tools: ["send"] }] },
} as const;

async function findingOf(legate: Legate, worker: string): Promise<AuditFinding> {
  const entries = (await legate.records(worker)).map(auditEntryOf);
  return verifyAudit({ worker, entries, complete: true }, TOOLS);
}

test("every rest and every answer of a person is sealed, in the commit that records it", async () => {
  const world = smallWorld([{ calls: [send("one")] }, { text: "sent" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...ASKS });
  await legate.wait(id);
  expect(await findingOf(legate, id)).toMatchObject({ ok: true, seals: 1, unsealed: 0 });
  await legate.approve(id, { by: "ada", surface: "cli" });
  await legate.wait(id, { until: "settled" });
  const records = await legate.records(id);
  const types = records.map(({ record }) => record.type);
  expect(types[types.indexOf("approval.answered") + 1]).toBe("audit.sealed");
  expect(types.slice(-3)).toEqual(["worker.completed", "audit.sealed", "driver.released"]);
  expect(await findingOf(legate, id)).toMatchObject({ ok: true, seals: 3, unsealed: 0 });
});

test("a seal that is asked for is made in the middle of a call, and changes nothing else", async () => {
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const during = async () => {
    begun.resolve();
    await goOn.promise;
  };
  const tool = { name: "send", sideEffects: "workspace_write", effectClass: "once", during } as const;
  const world = smallWorld([{ calls: [send("one")] }, { text: "sent" }], [tool]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await begun.promise;
  expect(await findingOf(legate, id), "control").toMatchObject({ seals: 0 });
  await legate.seal(id);
  expect(await findingOf(legate, id)).toMatchObject({ ok: true, seals: 1, unsealed: 0 });
  const { seq } = await legate.get(id);
  await legate.seal(id);
  expect(await legate.get(id), "nothing is open").toMatchObject({ seq });
  goOn.resolve();
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "sent" });
  expect(await findingOf(legate, id)).toMatchObject({ ok: true, seals: 2, unsealed: 0 });
});

test("a parent and its children have a chain each, and what one hands on is in both", async () => {
  const world = smallWorld({
    parent: [
      { calls: [{ tool: "spawn_agent", arguments: { task: "help", model: "child", name: "one" } }] },
      { calls: [{ tool: "wait_agent", arguments: {} }] },
      { text: "both" },
    ],
    child: [{ calls: [{ tool: "put", arguments: { text: "c" } }] }, { text: "done" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "coordinate" });
  await legate.wait(id, { until: "settled" });
  const [child] = await legate.list({ parent: id });
  expect(await findingOf(legate, id)).toMatchObject({ ok: true, unsealed: 0 });
  expect(await findingOf(legate, child?.id ?? "")).toMatchObject({ ok: true, unsealed: 0 });
});

test("a fork goes on with the chain that it took over, in its own name from there", async () => {
  const world = smallWorld([{ calls: [send("one")] }, { text: "first" }, { text: "otherwise" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  const copy = await legate.fork(id, { text: "once more" });
  await legate.wait(copy.id);
  const again = await legate.fork(copy.id, { text: "and again" });
  expect(await findingOf(legate, copy.id)).toMatchObject({ ok: true, seals: 3, unsealed: 0 });
  expect(await findingOf(legate, again.id), "also before it did anything").toMatchObject({
    ok: true,
    seals: 4,
    unsealed: 0,
  });
});

test("a commit that failed is sealed as it is written later, with the time that it is stored with", async () => {
  const world = smallWorld([]);
  const { legate } = await openIn(world, { drive: "anyone" });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const { store } = world.ports;
  const [begun, full] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let commits = 0;
  const commit = async (work: Commit) => {
    commits += 1;
    if (commits !== 2) return store.commit(work);
    begun.resolve();
    await full.promise;
    throw new LegateError("disk-full", "The disk is full.");
  };
  let second = 0;
  const now = () => new Date(Date.UTC(2030, 0, 1, 0, 0, second++)).toISOString();
  const ports = { ...world.ports, clock: { ...systemClock, now }, store: storeWith(store, { commit }) };
  const driver = { id: driverId(systemClock.uuid()), pid: 1 };
  const held = await claim(ports, await loadWorker(store, id), driver);
  const writing = held.append([{ type: "cycle.started", cycle: 1, input: "t" }]);
  await begun.promise;
  held.stage([{ type: "input.received", input: "i", mode: "steer", text: "wait", by: "ada" }]); // later
  full.resolve();
  await expect(writing).rejects.toMatchObject({ code: "disk-full" });
  const { epoch } = held.worker;
  await held.append([
    { type: "worker.interrupted", by: "ada", reason: "enough" },
    { type: "driver.released", epoch, reason: "at rest" },
  ]);
  const times = (await legate.records(id)).slice(2).map(({ at }) => at);
  expect(new Set(times).size, "control: they are stored with one time").toBe(1);
  expect((await findingOf(legate, id)).broken).toBeUndefined();
});

test("what is changed in the store afterwards is found", async () => {
  const world = smallWorld([{ calls: [send("one")] }, { text: "done" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  const entries = (await legate.records(id)).map(auditEntryOf);
  const decided = entries.findIndex(({ type }) => type === "call.decided");
  const forged = entries.map((entry, index) =>
    index === decided ? { ...entry, data: { ...entry.data, rule: "approved by ada" } } : entry,
  );
  const { broken } = verifyAudit({ worker: id, entries: forged, complete: true }, TOOLS);
  expect(broken).toMatchObject({ kind: "changed", seq: decided + 1 });
});
