import type { Message } from "./message.ts";

/**
 * What is wrong with a conversation for a model: a call without its result in the next message, a result without
 * its call, nothing said at all. Nothing for one that any provider takes.
 */
export function brokenAt(
  messages: readonly Message[],
): { readonly index: number; readonly problem: string } | undefined {
  const problems = messages.flatMap((message, index) => {
    const problem = problemOf(message, messages[index - 1], messages[index + 1]);
    return problem === undefined ? [] : [{ index, problem }];
  });
  return problems[0];
}

function problemOf(
  message: Message,
  before: Message | undefined,
  after: Message | undefined,
): string | undefined {
  switch (message.role) {
    case "user":
      return undefined;
    case "tool":
      return callsIn(before).length > 0 ? undefined : "has results of calls that are not there";
    case "assistant": {
      const calls = callsIn(message);
      if (message.parts.length === 0) return "says nothing";
      if (calls.length === 0) return undefined;
      const results = after?.role === "tool" ? after.results.map(({ call }) => call) : [];
      const missing = calls.filter((call) => !results.includes(call));
      if (missing.length > 0) return `has calls without a result: ${missing.join(", ")}`;
      return results.length === calls.length ? undefined : "has a result too many behind it";
    }
  }
}

function callsIn(message: Message | undefined): readonly string[] {
  if (message?.role !== "assistant") return [];
  return message.parts.flatMap((part) => (part.kind === "call" ? [part.call] : []));
}
