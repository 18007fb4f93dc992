import { describe, expect, test } from "vitest";
import { parseScript } from "../../../src/adapters/scripted/parse-script.ts";
import { problemLines } from "../../../src/wire/strict-yaml.ts";

function problemsOf(text: string): string {
  const read = parseScript(text);
  return read.ok ? "" : problemLines("s.yaml", read.problems);
}

const COMPLETE = `
price: { input: 3, output: 15, cache_read: 0.3 }
stream_delay_ms: 1
turns:
  - expect:
      message: [fix the bug, /line \\d+/i]
      system: coding
      tools: [read_file]
    errors:
      - { class: rate-limited, status: 429, retry_after_ms: 20, message: slow down, attempts: 2 }
      - { class: network, after_text: I was say }
    reasoning: Let me look.
    text: Reading.
    calls:
      - { tool: read_file, arguments: { path: src/a.ts } }
      - { tool: list_dir }
      - { tool: grep, malformed: "{oops" }
    usage: { input_tokens: 100, cache_read_tokens: 50, output_tokens: 7 }
    delay_ms: 2
    stream_delay_ms: 3
  - text: Done.
    finish: length
`;

describe("a script file", () => {
  test("says everything that a script can say", () => {
    expect(parseScript(COMPLETE)).toEqual({
      ok: true,
      value: {
        price: { input: 3, output: 15, cacheRead: 0.3 },
        streamDelayMs: 1,
        turns: [
          {
            expect: { message: ["fix the bug", /line \d+/i], system: ["coding"], tools: ["read_file"] },
            errors: [
              { class: "rate-limited", status: 429, retryAfterMs: 20, message: "slow down", attempts: 2 },
              { class: "network", afterText: "I was say" },
            ],
            reasoning: "Let me look.",
            text: "Reading.",
            calls: [
              { tool: "read_file", arguments: { path: "src/a.ts" } },
              { tool: "list_dir" },
              { tool: "grep", malformed: "{oops" },
            ],
            usage: { inputTokens: 100, cacheReadTokens: 50, outputTokens: 7 },
            delayMs: 2,
            streamDelayMs: 3,
          },
          { text: "Done.", finish: "length" },
        ],
      },
    });
  });

  test("may be JSON, and may leave the price unknown", () => {
    expect(parseScript('{"price":"unknown","turns":[{"text":"hi"}]}')).toEqual({
      ok: true,
      value: { price: "unknown", turns: [{ text: "hi" }] },
    });
  });

  test.each([
    [
      "an unknown field of a turn",
      "turns:\n  - txet: hi\n",
      's.yaml:2:5: turns[0].txet: unknown field "txet"; did you mean "text"?',
    ],
    [
      "an unknown field of a call",
      "turns:\n  - calls:\n      - tool: a\n        args: {}\n",
      's.yaml:4:9: turns[0].calls[0].args: unknown field "args"; known here: tool, arguments, malformed',
    ],
    [
      "an unknown field of the file",
      "turn:\n  - text: hi\nturns:\n  - text: hi\n",
      's.yaml:1:1: turn: unknown field "turn"; did you mean "turns"?',
    ],
    [
      "an unknown error class",
      "turns:\n  - errors:\n      - class: rate-limit\n",
      's.yaml:3:9: turns[0].errors[0].class: unknown value "rate-limit"; did you mean "rate-limited"?',
    ],
    [
      "a number that is not one",
      "turns:\n  - text: hi\n    delay_ms: soon\n",
      "s.yaml:3:5: turns[0].delay_ms: ",
    ],
    [
      "a regular expression that is none",
      "turns:\n  - text: hi\n    expect:\n      message: /(/\n",
      "s.yaml:4:7: turns[0].expect.message[0]: not a regular expression",
    ],
    ["a turn that says nothing", "turns:\n  - delay_ms: 1\n", "s.yaml:2:5: turns[0]: says nothing"],
    [
      "a call with arguments and malformed ones",
      "turns:\n  - calls: [{ tool: a, arguments: {}, malformed: x }]\n",
      "`arguments` or `malformed`, not both",
    ],
    ["no turns", "price: unknown\n", "s.yaml:1:1: says nothing, or two things"],
    [
      "turns beside tasks",
      "turns: [{ text: a }]\ntasks: [{ when: b, turns: [{ text: c }] }]\n",
      "or two things",
    ],
    ["a task without turns", "tasks: [{ when: b }]\n", "s.yaml:1:9: tasks[0].turns: "],
    ["an empty file", "", "s.yaml:1:1: "],
    ["YAML that is broken", "turns:\n  - text: [unclosed\n", "s.yaml:3:1: "],
    ["a tag that means nothing", "turns:\n  - text: !shell rm\n", "s.yaml:2:11: Unresolved tag: !shell"],
    ["a field given twice", "turns:\n  - text: a\n    text: b\n", "s.yaml:3:5: "],
  ])("%s is refused at its line and column", (_what, text, expected) => {
    expect(problemsOf(text)).toContain(expected);
  });

  test("a small file that would expand into a huge value is refused", () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${"*a0, ".replace("0", String(i)).repeat(9)}]`,
    );
    expect(problemsOf(["a0: &a0 [x]", ...levels].join("\n"))).toContain("Excessive alias count");
  });

  test("every problem is told, not only the first", () => {
    expect(problemsOf("turns:\n  - txet: hi\n  - text: 3\n").split("\n").length).toBeGreaterThanOrEqual(2);
  });
});
