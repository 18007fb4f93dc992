import fc from "fast-check";
import type { AssistantPart, CallPart, Message, ToolResult } from "../../../src/core/transcript/message.ts";

const text = fc.constantFrom(
  "",
  "ok",
  "line one\nline two",
  "é".repeat(300),
  "x".repeat(2000),
  "a\n".repeat(400),
);
const said = fc.constantFrom("go on", "I look.\nThen I act.", "word ".repeat(2000));
const part: fc.Arbitrary<AssistantPart> = fc.oneof(
  said.map((text): AssistantPart => ({ kind: "text", text })),
  said.map((text): AssistantPart => ({ kind: "reasoning", text, providerData: { signature: "s" } })),
);

export const callPart = (call: string): CallPart => ({
  kind: "call",
  call,
  providerCall: `p-${call}`,
  tool: "read_file",
  arguments: { path: call },
});
export const resultOf = (call: string, text = "ok", isError = false): ToolResult => ({
  call,
  providerCall: `p-${call}`,
  tool: "read_file",
  text,
  isError,
});

/** What the model says and calls, with all its results, in the turn of this number. */
const turn = (number: number): fc.Arbitrary<Message[]> =>
  fc.tuple(part, fc.array(fc.tuple(text, fc.boolean()), { maxLength: 3 })).map(([first, outcomes]) => {
    const calls = outcomes.map((_, n) => `t${number}.${n + 1}`);
    const results = outcomes.map(([text, isError], n) => resultOf(calls[n] ?? "", text, isError));
    const spoken: Message = { role: "assistant", parts: [first, ...calls.map(callPart)] };
    return calls.length === 0 ? [spoken] : [spoken, { role: "tool", results }];
  });

const user: fc.Arbitrary<Message[]> = said.map((text) => [{ role: "user", text }]);

/** A conversation as a provider takes it: the task, then turns, with words of the user between some. */
export const anyTranscript: fc.Arbitrary<readonly Message[]> = fc
  .array(fc.boolean(), { maxLength: 12 })
  .chain((kinds) => fc.tuple(user, ...kinds.map((isUser, n) => (isUser ? user : turn(n + 1)))))
  .map((parts) => parts.flat());

/** Is each message of calls followed by exactly one message with exactly its results, and is there no other? */
export function isInOrder(messages: readonly Message[]): boolean {
  return messages.every((message, index) => {
    const before = messages[index - 1];
    if (message.role === "tool") return before?.role === "assistant" && callsIn(before).length > 0;
    if (message.role === "user") return true;
    const calls = callsIn(message);
    const next = messages[index + 1];
    if (calls.length === 0) return message.parts.length > 0;
    return next?.role === "tool" && next.results.map(({ call }) => call).join() === calls.join();
  });
}

export function callsIn(message: Message | undefined): string[] {
  if (message?.role !== "assistant") return [];
  return message.parts.flatMap((part) => (part.kind === "call" ? [part.call] : []));
}
