import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "../../src/core/transcript/message.ts";
import { readHarnTranscript } from "../../src/wire/harn-transcript.ts";

const read = (...messages: object[]) => readHarnTranscript({ messages });

const openAiCall = (id: string, given: string) => ({
  role: "assistant",
  tool_calls: [{ id, type: "function", function: { name: "run", arguments: given } }],
});

describe("calls and their results", () => {
  test("are found in the forms of each provider", () => {
    const anthropic = read(
      { role: "assistant", content: [{ type: "tool_use", id: "a", name: "run", input: { x: 1 } }] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "a", content: [{ type: "text", text: "ok" }] }],
      },
    );
    const openAi = read(openAiCall("a", '{"x":1}'), { role: "tool", tool_call_id: "a", content: "ok" });
    const own = read(
      { role: "assistant", content: [{ type: "tool_call", id: "a", name: "run", arguments: { x: 1 } }] },
      { role: "tool_result", tool_use_id: "a", content: "ok" },
    );
    expect(anthropic.messages).toEqual([
      {
        role: "assistant",
        parts: [{ kind: "call", call: "t1.1", providerCall: "a", tool: "run", arguments: { x: 1 } }],
      },
      {
        role: "tool",
        results: [{ call: "t1.1", providerCall: "a", tool: "run", text: "ok", isError: false }],
      },
    ]);
    expect(openAi).toEqual(anthropic);
    expect(own).toEqual(anthropic);
  });

  test("belong together by order where Harn has dropped the ids", () => {
    const { messages } = read(openAiCall("a", "{}"), { role: "tool", content: "first" });
    expect(messages.at(-1)).toMatchObject({ role: "tool", results: [{ call: "t1.1", text: "first" }] });
  });

  test("that lost each other are mended, and it is said", () => {
    const { messages, notes } = read(
      openAiCall("a", "{}"),
      { role: "user", content: "and now?" },
      { role: "tool", tool_call_id: "z", content: "of nobody" },
    );
    expect(messages.slice(1)).toMatchObject([
      { role: "tool", results: [{ providerCall: "a", isError: true }] },
      { role: "user", text: "and now?" },
      { role: "user", text: "[result of a tool call] of nobody" },
    ]);
    expect(notes).toHaveLength(2);
  });

  test("whose arguments are no JSON stay what they were, and are never run", () => {
    expect(read(openAiCall("a", "{x")).messages[0]).toMatchObject({
      parts: [{ arguments: {}, malformed: "{x" }],
    });
  });
});

test("what has no place in a conversation here is left out and counted", () => {
  const { messages, notes } = read(
    { role: "system", content: "be good" },
    {
      role: "user",
      content: [
        { type: "text", text: "look" },
        { type: "image", url: "x" },
        { type: "image", url: "y" },
      ],
    },
  );
  expect(messages).toEqual([{ role: "user", text: "look" }]);
  expect(notes).toEqual(["left out of the conversation: 1 system message, 2 image"]);
});

test("a message that cannot be read takes the conversation with it, rather than leaving a hole", () => {
  const { messages, notes } = read({ role: "user", content: "a" }, { role: "oracle", content: "b" });
  expect(messages).toEqual([]);
  expect(notes.join()).toContain("message 2");
});

test("a summary stands before what it does not cover", () => {
  const { messages } = readHarnTranscript({
    summary: "long ago",
    messages: [{ role: "user", content: "now" }],
  });
  expect(messages).toEqual([
    { role: "user", text: "[summary of what came before] long ago" },
    { role: "user", text: "now" },
  ]);
});

const id = fc.constantFrom("a", "b", "c", "");
const anyMessage = fc.oneof(
  fc.record({ role: fc.constantFrom("user", "assistant", "system"), content: fc.string() }),
  fc.record({
    role: fc.constant("assistant"),
    content: fc.array(
      fc.record({
        type: fc.constantFrom("text", "tool_use", "reasoning", "image"),
        id,
        name: fc.string(),
        text: fc.string(),
      }),
      { maxLength: 3 },
    ),
  }),
  fc.record({ role: fc.constantFrom("tool", "tool_result"), tool_use_id: id, content: fc.string() }),
);

/** Providers refuse a prompt in which this does not hold. */
function isValid(messages: readonly Message[]): boolean {
  return messages.every((message, index) => {
    const calls = message.role === "assistant" ? message.parts.filter(({ kind }) => kind === "call") : [];
    const next = messages[index + 1];
    const results = next?.role === "tool" ? next.results : [];
    if (message.role === "tool" && messages[index - 1]?.role !== "assistant") return false;
    return (
      calls.length === (message.role === "assistant" ? results.length : 0) &&
      calls.every((call, n) => call.kind === "call" && call.call === results[n]?.call)
    );
  });
}

test("the answer is a prompt that providers take, whatever the transcript was, and each call has a name of its own", () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 12 }), (messages) => {
      const answer = readHarnTranscript({ messages }).messages;
      expect(isValid(answer)).toBe(true);
      const calls = answer
        .flatMap((one) => (one.role === "assistant" ? one.parts : []))
        .flatMap((part) => (part.kind === "call" ? [part.call] : []));
      expect(new Set(calls).size).toBe(calls.length);
    }),
    { numRuns: 500 },
  );
});

test("the check finds a prompt that providers refuse", () => {
  const call = { kind: "call", call: "t1.1", providerCall: "a", tool: "x", arguments: {} } as const;
  expect(
    isValid([
      { role: "assistant", parts: [call] },
      { role: "user", text: "x" },
    ]),
  ).toBe(false);
  expect(isValid([{ role: "tool", results: [] }])).toBe(false);
});
