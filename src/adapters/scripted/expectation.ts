import type { Message } from "../../core/transcript/message.ts";
import type { ModelRequest } from "../../ports/model.ts";
import type { Expectation, Pattern } from "./script.ts";

/** What a request lacks of what the script expects, in words; nothing when all of it holds. */
export function unmet(expect: Expectation, request: ModelRequest): string | undefined {
  return (
    missingPattern("the new messages", expect.message, () => newText(request.messages)) ??
    missingPattern("the system prompt", expect.system, () => request.system) ??
    missingTool(expect.tools, request)
  );
}

function missingPattern(
  where: string,
  patterns: Pattern | readonly Pattern[] | undefined,
  text: () => string,
): string | undefined {
  if (patterns === undefined) return undefined;
  const actual = text();
  const missing = [patterns].flat().find((pattern) => !holds(pattern, actual));
  if (missing === undefined) return undefined;
  return `expected in ${where}: ${shown(missing)}; they were: ${excerpt(actual)}`;
}

/** A regular expression with the `g` or `y` flag remembers where it stopped; `search` does not. */
function holds(pattern: Pattern, text: string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : text.search(pattern) >= 0;
}

/** Everything said to the model since it last spoke. */
function newText(messages: readonly Message[]): string {
  const lastSpoken = messages.findLastIndex((message) => message.role === "assistant");
  return messages
    .slice(lastSpoken + 1)
    .map(textOf)
    .join("\n");
}

function textOf(message: Message): string {
  switch (message.role) {
    case "user":
      return message.text;
    case "tool":
      return message.results.map((result) => result.text).join("\n");
    case "assistant":
      return "";
  }
}

function missingTool(tools: readonly string[] | undefined, request: ModelRequest): string | undefined {
  const offered = request.tools.map((tool) => tool.name);
  const missing = tools?.find((tool) => !offered.includes(tool));
  if (missing === undefined) return undefined;
  return `expected the tool ${missing} to be offered; offered are: ${offered.join(", ") || "none"}`;
}

function shown(pattern: Pattern): string {
  return typeof pattern === "string" ? JSON.stringify(pattern) : String(pattern);
}

/** Both ends of a long text: what was asked is at the start, the newest result at the end. */
function excerpt(text: string): string {
  if (text.length <= 400) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, 200))} … ${JSON.stringify(text.slice(-200))}`;
}
