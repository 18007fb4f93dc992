import { describe, expect, test } from "vitest";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { DEFAULT_COMPACTION } from "../../../src/core/transcript/compaction-policy.ts";
import { NO_USAGE } from "../../../src/core/usage/usage.ts";
import { promptTokens } from "../../../src/core/worker/compaction-step.ts";
import { nextStep } from "../../../src/core/worker/next-step.ts";
import type { WorkerRequest } from "../../../src/core/worker/request.ts";
import {
  answered,
  aRequest,
  asked,
  claimed,
  decided,
  finished,
  folded,
  intended,
  READY,
} from "./a-worker.ts";

const lookedAround = (given: Partial<WorkerRequest>, inputTokens = 0): WorkerRecord[] => {
  const limits = { ...aRequest().limits, maxTurns: 50 };
  const born: WorkerRecord = { type: "worker.spawned", request: aRequest({ limits, ...given }) };
  const turns = Array.from({ length: 12 }, (_, n): WorkerRecord[] => {
    const call = `t${n + 1}.1`;
    const says = answered(n + 1, [call], `I look at file ${n}.`);
    return [
      asked(n + 1),
      says.type === "turn.completed" ? { ...says, usage: { ...NO_USAGE, inputTokens } } : says,
      decided(call, "read"),
      intended(call, 1),
      { ...finished(call), text: "line of output\n".repeat(300) } as WorkerRecord,
    ];
  });
  return [born, ...READY.slice(1), ...turns.flat()];
};
const small = { compaction: DEFAULT_COMPACTION, contextWindow: 16_384 };
const overflow: WorkerRecord = {
  type: "turn.failed",
  turn: 13,
  attempt: 1,
  error: { class: "context-overflow", message: "prompt is too long" },
};

describe("before the model is asked", () => {
  test("a conversation that is too long for its window is told in short, and one that is not goes on", () => {
    expect(nextStep(folded(lookedAround(small)))).toMatchObject({ do: "compact", why: "window" });
    expect(nextStep(folded(lookedAround({ ...small, contextWindow: 200_000 })))).toMatchObject({
      do: "call-model",
    });
    expect(
      nextStep(folded(lookedAround({ compaction: { ...DEFAULT_COMPACTION, atTokens: 5_000 } }))),
    ).toMatchObject({
      do: "compact",
    });
  });

  test("it is left alone where that is wanted, where no window is known, and in a life of an older release", () => {
    for (const given of [
      { ...small, compaction: { ...DEFAULT_COMPACTION, strategy: "none" } as const },
      { compaction: DEFAULT_COMPACTION },
      { contextWindow: 16_384 },
    ])
      expect(nextStep(folded(lookedAround(given)))).toMatchObject({ do: "call-model" });
  });

  test("what the provider counted corrects the estimate, upwards only", () => {
    const plain = promptTokens(folded(lookedAround(small)));
    expect(promptTokens(folded(lookedAround(small, 1_000_000)))).toBeGreaterThan(plain * 10);
    expect(promptTokens(folded(lookedAround(small, 1_001)))).toBe(plain);
  });

  test("once it was told in short, the model is asked, and nothing but the conversation has changed", () => {
    const records = lookedAround(small);
    const before = folded(records);
    const step = nextStep(before);
    if (step.do !== "compact") throw new Error(step.do);
    const done: WorkerRecord = {
      type: "transcript.compacted",
      why: "window",
      strategy: "observation_mask",
      ...step.plan.byRule,
      tokensBefore: 1,
      tokensAfter: 1,
    };
    const after = folded([...records, done]);
    expect(nextStep(after)).toMatchObject({ do: "call-model", turn: 13, attempt: 1 });
    const changed = ["messages", "promptSize", "prompt", "inputAt", "compaction", "seq", "audit", "times"];
    const rest = (worker: object) =>
      Object.fromEntries(Object.entries(worker).filter(([key]) => !changed.includes(key)));
    expect(rest(after)).toEqual(rest(before));
    expect(after.promptSize).toBeLessThan(before.promptSize / 2);
  });

  test("whoever takes over begins what was not finished again, as one more attempt", () => {
    const begun: WorkerRecord = {
      type: "transcript.compacting",
      attempt: 1,
      strategy: "summary",
      messages: 20,
    };
    const records = lookedAround(small);
    const worker = folded([...records, begun, claimed(2)]);
    expect(worker.compaction).toEqual({ done: 0, attempts: 1 });
    const [again, first] = [nextStep(worker), nextStep(folded(records))];
    expect(again).toEqual(first);
  });
});

describe("when the provider says that the prompt is too long", () => {
  test("it is told in short and asked again, though no window is known", () => {
    const records = [...lookedAround({ compaction: DEFAULT_COMPACTION }), asked(13), overflow];
    const step = nextStep(folded(records));
    if (step.do !== "compact") throw new Error(step.do);
    expect(step.why).toBe("overflow");
    const done = {
      type: "transcript.compacted",
      why: "overflow",
      strategy: "truncate",
      tokensBefore: 1,
      tokensAfter: 1,
    };
    const after = folded([...records, { ...done, ...step.plan.byRule } as WorkerRecord]);
    expect(nextStep(after)).toMatchObject({ do: "call-model", turn: 13, attempt: 2 });
  });

  test("and nothing can be told in short any more, the worker fails and says so", () => {
    const born: WorkerRecord = {
      type: "worker.spawned",
      request: aRequest({ compaction: DEFAULT_COMPACTION }),
    };
    const failed = { ...overflow, turn: 1 } as WorkerRecord;
    expect(nextStep(folded([born, ...READY.slice(1), asked(), failed]))).toMatchObject({
      do: "end",
      as: {
        type: "worker.failed",
        code: "model-context-overflow",
        reason: expect.stringContaining("it cannot be told in short any more"),
      },
    });
  });
});
