import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutMiddle } from "../../../src/core/cut-middle.ts";
import { utf8Bytes } from "../../../src/core/estimated-tokens.ts";
import { placeAfter } from "../../../src/core/transcript/compact.ts";
import { promptRoom } from "../../../src/core/transcript/compaction-policy.ts";
import type { Message } from "../../../src/core/transcript/message.ts";
import { messageSize, messagesSize } from "../../../src/core/transcript/message-size.ts";
import { inWords, shortened, shorteningPlan } from "../../../src/core/transcript/shorten.ts";
import { COMPACT_STRATEGIES } from "../../../src/core/transcript/summarize.ts";
import { anyTranscript, callPart, isInOrder, resultOf } from "./arbitrary-transcript.ts";

const user = (text: string): Message => ({ role: "user", text });
const turn = (n: number, output: string): Message[] => [
  { role: "assistant", parts: [{ kind: "text", text: `Look ${n}.` }, callPart(`t${n}.1`)] },
  { role: "tool", results: [resultOf(`t${n}.1`, output)] },
];
const long = "one line of output\n".repeat(200);
const rule = { keepLast: 12, input: 0, strategy: "observation_mask" } as const;

describe("a conversation that is to fit", () => {
  const messages = [
    user("the task"),
    ...turn(1, long),
    user("now this"),
    ...[2, 3, 4, 5, 6].flatMap((n) => turn(n, long)),
  ];

  test("keeps its task, what the cycle began with, and as many of the last messages as have room", () => {
    const plan = shorteningPlan(messages, { ...rule, target: 12_000, input: 3 });
    const short = shortened(messages, plan?.byRule ?? { results: [] });
    expect(plan?.byRule.replaced).toMatchObject({ from: 1, to: 10, messages: 8, kept: [3] });
    expect(short.slice(0, 2)).toEqual([user("the task"), user("now this")]);
    expect(short[2]).toMatchObject({ role: "user", text: expect.stringContaining("9 earlier messages") });
    expect(short.slice(3)).toEqual(messages.slice(10));
    expect(placeAfter(plan?.byRule.replaced ?? { from: 0, to: 0, messages: 0, text: "" }, 3)).toBe(1);
  });

  test("has the middle of long results cut where those alone are too much", () => {
    const last = [user("the task"), ...turn(1, "a".repeat(90_000))];
    const plan = shorteningPlan(last, { ...rule, target: 10_000 });
    expect(plan?.byRule.replaced).toBeUndefined();
    const [result] = plan?.byRule.results ?? [];
    expect(result?.call).toBe("t1.1");
    expect(result?.text).toMatch(/^a+\n\[… \d+ bytes left out …\]\na+$/);
    expect(messagesSize(shortened(last, plan?.byRule ?? { results: [] }))).toBeLessThan(10_000);
  });

  test("stays as it is when it would not get shorter by a tenth", () => {
    expect(
      shorteningPlan([user("x".repeat(50_000)), ...turn(1, "ok")], { ...rule, target: 100 }),
    ).toBeUndefined();
    expect(shorteningPlan([user("the task")], { ...rule, target: 0 })).toBeUndefined();
  });

  test("may be told in the words of somebody else, unless they are none, or no shorter", () => {
    const plan = shorteningPlan(messages, { ...rule, target: 12_000 });
    if (plan === undefined) throw new Error("nothing to shorten");
    const told = inWords(plan, "  It looked around.  ");
    expect(told?.replaced?.text).toMatch(
      /^\[runtime notice\] \d+ earlier messages .*\n\nIt looked around\.$/s,
    );
    expect(isInOrder(shortened(messages, told ?? { results: [] }))).toBe(true);
    expect(inWords(plan, " \n")).toBeUndefined();
    const wordy = inWords(plan, "é".repeat(50_000));
    expect(utf8Bytes(wordy?.replaced?.text ?? "")).toBeLessThan(12_000);
  });
});

const anyFit = anyTranscript.chain((messages) =>
  fc.record({
    messages: fc.constant(messages),
    target: fc.integer({ min: 0, max: 40_000 }),
    keepLast: fc.integer({ min: 0, max: 14 }),
    input: fc.constantFrom(...messages.flatMap(({ role }, index) => (role === "user" ? [index] : []))),
    strategy: fc.constantFrom(...COMPACT_STRATEGIES),
  }),
);

describe("for any conversation", () => {
  test("calls and results stay together, and the task, the input and all since the model last spoke are there", () => {
    fc.assert(
      fc.property(anyFit, ({ messages, ...options }) => {
        const plan = shorteningPlan(messages, options);
        if (plan === undefined) return;
        const short = shortened(messages, plan.byRule);
        expect(isInOrder(short)).toBe(true);
        expect(short[0]).toEqual(messages[0]);
        expect(short).toContainEqual(messages[options.input]);
        const { replaced } = plan.byRule;
        const at = replaced === undefined ? options.input : placeAfter(replaced, options.input);
        expect(short[at]).toEqual(messages[options.input]);
        const spoken = messages.findLastIndex(({ role }) => role === "assistant");
        const since = messages.slice(Math.max(1, spoken)).map(({ role }) => role);
        expect(short.slice(-since.length).map(({ role }) => role)).toEqual(since);
      }),
      { numRuns: 500 },
    );
  });

  test("it gets shorter by a tenth at least, and fits, unless what must stay does not", () => {
    fc.assert(
      fc.property(anyFit, ({ messages, ...options }) => {
        const plan = shorteningPlan(messages, options);
        if (plan === undefined) return;
        const after = messagesSize(shortened(messages, plan.byRule));
        expect(after).toBe(plan.after);
        expect(after).toBeLessThanOrEqual(messagesSize(messages) * 0.9);
        if (after > options.target)
          expect(mustStay(messages, options.input)).toBeGreaterThan(options.target / 2 - 1_200);
      }),
      { numRuns: 500 },
    );
  });
});

/** The task, the input, and everything since the model last spoke, with its results cut as far as they are at all. */
function mustStay(messages: readonly Message[], input: number): number {
  const spoken = messages.findLastIndex(({ role }) => role === "assistant");
  const kept = messages.filter((_, index) => index === 0 || index === input || index >= Math.max(1, spoken));
  return kept.reduce((sum, message) => {
    if (message.role !== "tool") return sum + messageSize(message);
    return sum + message.results.reduce((size, { text }) => size + Math.min(text.length, 560) + 20, 0);
  }, 0);
}

test("a text is cut in its middle to so many bytes, and no character is cut in two", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.integer({ min: 0, max: 300 }),
      (text, limit) => {
        const cut = cutMiddle(text, limit);
        expect(cut.isWellFormed()).toBe(true);
        if (utf8Bytes(text) <= limit) expect(cut).toBe(text);
        else expect(utf8Bytes(cut)).toBeLessThanOrEqual(limit + 40);
      },
    ),
  );
});

describe("a prompt is too long", () => {
  test("above three quarters of what the window leaves beside the answer, or above what the policy says", () => {
    const policy = { strategy: "observation_mask", keepLast: 12 } as const;
    expect(promptRoom(policy, 100_000, 20_000)).toEqual({ at: 60_000, target: 30_000 });
    expect(promptRoom({ ...policy, atTokens: 10_000 }, 100_000, 20_000)).toEqual({
      at: 10_000,
      target: 5_000,
    });
    expect(promptRoom(policy, 4_096)).toEqual({ at: 1_536, target: 768 });
  });

  test("never where neither is known, and never where it is to be left alone", () => {
    expect(promptRoom({ strategy: "summary", keepLast: 12 })).toBeUndefined();
    expect(promptRoom({ strategy: "none", keepLast: 12, atTokens: 10 }, 8_192)).toBeUndefined();
  });
});
