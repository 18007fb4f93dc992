import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemsOf } from "../../src/core/append-only.ts";
import type { StoredRecord, WorkerRecord } from "../../src/core/journal/record.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Capabilities, TOP } from "../../src/core/policy/capability-policy.ts";
import { canonical, narrow } from "../../src/core/policy/narrow.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import { NO_COST } from "../../src/core/usage/cost.ts";
import { NO_USAGE } from "../../src/core/usage/usage.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { parseHarnSnapshot } from "../../src/wire/harn-snapshot.ts";
import { harnSnapshotOf } from "../../src/wire/harn-snapshot-write.ts";
import { parseHarnPolicy } from "../../src/wire/policy/harn-policy.ts";
import { printHarnPolicy } from "../../src/wire/policy/print-harn-policy.ts";
import { anyPolicy } from "../core/policy/arbitrary-policy.ts";
import {
  asked,
  BORN,
  claimed,
  decided,
  finished,
  ID,
  intended,
  READY,
  stored,
} from "../core/worker/a-worker.ts";

const words = fc.string({ minLength: 1, maxLength: 20, unit: "binary" }).filter((text) => text.trim() !== "");
const args = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
  maxKeys: 3,
});
const turn = fc.record({ text: words, thought: fc.option(words), calls: fc.array(args, { maxLength: 3 }) });
const cycle = fc.record({ input: words, turns: fc.array(turn, { maxLength: 3 }) });
const ENDS = ["completed", "failed", "cancelled", "interrupted", "running", "waiting"] as const;
const life = fc.record({
  cycles: fc.array(cycle, { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom(...ENDS),
  last: words,
});

type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** A journal in which each cycle but the last one failed. */
function journalOf({ cycles, end, last }: Life): StoredRecord[] {
  const records: WorkerRecord[] = [BORN, claimed(1)];
  let turns = 0;
  for (const [index, { input, turns: said }] of cycles.entries()) {
    records.push({ type: "cycle.started", cycle: index + 1, input });
    if (index === 0) records.push(...READY.slice(3));
    for (const { text, thought, calls } of said) {
      turns += 1;
      records.push(asked(turns), answer(turns, text, thought, calls));
      for (const [n] of calls.entries()) {
        const call = `t${turns}.${n + 1}`;
        records.push(decided(call, "once"), intended(call, 1), finished(call));
      }
      if (calls.length > 0) records.push({ type: "workspace.checkpointed" });
    }
    if (index < cycles.length - 1) records.push({ type: "worker.failed", code: "x", reason: "so" });
  }
  if (end === "completed") records.push(asked(turns + 1), answer(turns + 1, last, null, []));
  return stored([...records, ...ending(end, last)]);
}

function answer(turn: number, text: string, thought: string | null, calls: readonly object[]): WorkerRecord {
  return {
    type: "turn.completed",
    turn,
    attempt: 1,
    parts: [
      ...(thought === null ? [] : [{ kind: "reasoning", text: thought } as const]),
      { kind: "text", text },
      ...calls.map((given, n) => {
        const call = `t${turn}.${n + 1}`;
        return {
          kind: "call",
          call,
          providerCall: `p${call}`,
          tool: "t",
          arguments: given as JsonObject,
        } as const;
      }),
    ],
    finish: calls.length > 0 ? "calls" : "stop",
    usage: NO_USAGE,
    cost: NO_COST,
    durationMs: 1,
  };
}

function ending(end: Life["end"], last: string): WorkerRecord[] {
  switch (end) {
    case "completed":
      return [{ type: "worker.completed", result: last }];
    case "failed":
      return [{ type: "worker.failed", code: "x", reason: last }];
    case "cancelled":
    case "interrupted":
      return [{ type: `worker.${end}`, by: "a", reason: last }];
    case "waiting":
      return [{ type: "worker.waiting", on: "approval", reason: last }];
    case "running":
      return [];
  }
}

/** What is said in a snapshot: no reasoning. */
const spoken = (message: Message): Message =>
  message.role === "assistant"
    ? { ...message, parts: message.parts.filter(({ kind }) => kind !== "reasoning") }
    : message;

const THERE = { running: "interrupted", waiting: "interrupted" } as const;

describe("a worker of ours as a snapshot of Harn's", () => {
  test("comes back with the same task, history, outcome, conversation and times, whatever its life was", () => {
    fc.assert(
      fc.property(life, (lived) => {
        const records = journalOf(lived);
        const worker = fold(records);
        const snapshot: unknown = JSON.parse(JSON.stringify(harnSnapshotOf(records)));
        const parsed = parseHarnSnapshot(snapshot, `${ID}.json`);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
        const { past, ...read } = parsed.value;
        const tasks = lived.cycles.map(({ input }) => input);
        expect(past.tasks).toEqual(tasks);
        expect(read).toMatchObject({
          id: ID,
          name: "w",
          task: tasks.at(-1),
          createdAt: worker?.times.createdAt,
        });
        const { status } = past.outcome;
        expect(status).toBe(lived.end in THERE ? "interrupted" : lived.end);
        if (past.outcome.status === "completed") expect(past.outcome.result).toBe(lived.last);
        else if (!(lived.end in THERE)) expect(past.outcome.reason).toBe(lived.last);
        expect(past.startedAt).toBe(worker?.times.startedAt);
        if (lived.end !== "running" && lived.end !== "waiting")
          expect(past.finishedAt).toBe(worker?.times.finishedAt);
        const before = worker === undefined ? [] : itemsOf(worker.messages).map(spoken);
        expect(past.messages.slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  test("has all of Harn's keys, UUIDv7 for times, and is the same text each time", () => {
    const records = journalOf({ cycles: [{ input: "go", turns: [] }], end: "completed", last: "done" });
    const snapshot = harnSnapshotOf(records);
    expect(Object.keys(snapshot).toSorted()).toEqual(
      [
        "_type",
        "id",
        "name",
        "task",
        "status",
        "created_at",
        "started_at",
        "finished_at",
        "mode",
        "history",
        "config",
        "latest_payload",
        "latest_error",
        "transcript",
        "artifacts",
        "parent_worker_id",
        "parent_stage_id",
        "child_run_id",
        "child_run_path",
        "carry_policy",
        "execution",
        "snapshot_path",
        "audit",
      ].toSorted(),
    );
    expect(snapshot["created_at"]).toBe("019b76da-a800-77c2-a2cd-93bd27b936e8");
    expect(JSON.stringify(harnSnapshotOf(records))).toBe(JSON.stringify(snapshot));
  });
});

/** What allows nothing is written as something that nobody has. */
function withoutNothing(capabilities: Capabilities): Capabilities {
  if (capabilities === "any") return "any";
  const named = Object.entries(capabilities).map(([name, operations]) => {
    const real = operations === "any" ? operations : operations.filter((one) => one !== "(nothing)");
    return [name, real] as const;
  });
  return Object.fromEntries(named.filter(([name]) => name !== "(nothing)"));
}

describe("authority in Harn's shape", () => {
  test("is never more than the policy's, read as Harn reads it", () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const parsed = parseHarnPolicy(printHarnPolicy(policy, ["read_file"], "/w"));
        fc.pre(parsed.ok);
        if (!parsed.ok) return;
        const { tools, capabilities, sideEffects, delegation } = parsed.value.policy;
        expect(tools).toEqual(["read_file"]);
        expect(sideEffects).toBe(policy.sideEffects);
        const said = { ...policy, capabilities: withoutNothing(capabilities ?? "any") };
        expect(narrow(said, policy).capabilities).toEqual(canonical(said).capabilities);
        if (policy.delegation.maxDepth !== "any" && policy.delegation.maxDepth >= 0)
          expect(delegation?.maxDepth).toBe(policy.delegation.maxDepth);
      }),
    );
  });

  test("says nothing where an empty list would mean everything", () => {
    const none = { tools: [], capabilities: {}, sideEffects: "none" } as const;
    const policy = printHarnPolicy({ ...TOP, ...none, delegation: { maxDepth: 0, maxWidth: 0 } }, [], null);
    const parsed = parseHarnPolicy(policy);
    expect(parsed.ok && parsed.value.notes).toEqual([]);
  });
});
