import { describe, expect, test } from "vitest";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import type { StoredRecord, WorkerRecord } from "../../src/core/journal/record.ts";
import { replayed } from "../../src/core/replay/replay.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const tools = { digest: sha256Hasher.digest, ms: Date.parse };
const send = (text: string) => ({ tool: "send", arguments: { text } });

/** A worker that did two things, was told a third, and came to its end twice. */
async function journal(): Promise<readonly StoredRecord[]> {
  const world = smallWorld([
    { calls: [send("x"), { tool: "look", arguments: { text: "y" } }] },
    { text: "done" },
    { calls: [send("z")] },
    { text: "done again" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  await legate.send(id, "once more");
  await legate.wait(id, { timeoutMs: 5000 });
  return legate.records(id);
}

const records = await journal();

/** The journal with its first record of this type as somebody else would have written it. */
function changed<T extends WorkerRecord["type"]>(
  type: T,
  change: (record: WorkerRecord & { type: T }) => WorkerRecord,
): readonly StoredRecord[] {
  const index = records.findIndex(({ record }) => record.type === type);
  return records.map((stored, at) =>
    at === index ? { ...stored, record: change(stored.record as WorkerRecord & { type: T }) } : stored,
  );
}

const divergence = (of: readonly StoredRecord[]) => replayed(of, tools).divergence;

describe("a replay", () => {
  test("decides every step of a journal again, and finds what was recorded", () => {
    const outcome = replayed(records, tools);
    expect(outcome).toEqual({ records: records.length, decisions: expect.any(Number) });
    expect(outcome.decisions).toBeGreaterThan(15);
  });

  test("names the record that does not follow from an answer that was changed", () => {
    const other = changed("turn.completed", (record) => ({
      ...record,
      parts: record.parts.filter((part) => part.kind !== "call" || part.tool !== "look"),
    }));
    expect(divergence(other)).toMatchObject({
      type: "call.decided",
      why: expect.stringContaining("it would "),
    });
  });

  test("finds a result that its model did not give", () => {
    const other = changed("worker.completed", (record) => ({ ...record, result: "all is well" }));
    expect(divergence(other)).toMatchObject({
      type: "worker.completed",
      why: 'it would complete with "done" here',
    });
  });

  test("finds that a prompt was another one", () => {
    const other = changed("cycle.started", (record) => ({ ...record, input: "something else" }));
    expect(divergence(other)).toMatchObject({
      type: "cycle.started",
      why: expect.stringMatching(/^input would be "t/),
    });
    const told = changed("call.finished", (record) => ({ ...record, text: "something else" }));
    expect(divergence(told)).toMatchObject({
      type: "turn.requested",
      why: expect.stringMatching(/^promptDigest would be/),
    });
  });

  test("finds that a limit would have ended the run earlier", () => {
    const other = changed("worker.spawned", (record) => ({
      ...record,
      request: { ...record.request, limits: { ...record.request.limits, maxTurns: 1 } },
    }));
    expect(divergence(other)).toMatchObject({
      type: "turn.requested",
      why: "it would wait (limit: used all turns of this cycle (1) without coming to an end) here",
    });
  });

  test("finds a step that was left out", () => {
    const at = records.findIndex(({ record }) => record.type === "call.intended");
    const other = records
      .filter((_, index) => index !== at)
      .map((stored, index) => ({ ...stored, seq: index + 1 }));
    expect(divergence(other)).toBeDefined();
  });

  test("follows a journal with a gap to the gap", () => {
    expect(divergence(records.filter(({ seq }) => seq !== 5))).toMatchObject({
      seq: 6,
      why: expect.stringContaining("gap"),
    });
  });
});
