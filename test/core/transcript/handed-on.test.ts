import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenAt } from "../../../src/core/transcript/broken-at.ts";
import { handedOn } from "../../../src/core/transcript/handed-on.ts";
import type { Message } from "../../../src/core/transcript/message.ts";
import { anyTranscript } from "./arbitrary-transcript.ts";

const TALK: readonly Message[] = [
  { role: "user", text: "Read a.txt." },
  {
    role: "assistant",
    parts: [
      { kind: "reasoning", text: "hmm", providerData: { signature: "s" } },
      { kind: "text", text: "I look.", providerData: { id: "m1" } },
      { kind: "call", call: "t1.1", providerCall: "p1", tool: "read_file", arguments: { path: "a.txt" } },
    ],
  },
  {
    role: "tool",
    results: [{ call: "t1.1", providerCall: "p1", tool: "read_file", text: "hello", isError: false }],
  },
  { role: "user", text: "[runtime notice] The last try failed." },
  { role: "assistant", parts: [{ kind: "text", text: "It says hello." }] },
];

describe("what another agent is shown of a conversation", () => {
  test("is all of it but the reasoning and the marks of a provider", () => {
    const shown = handedOn(TALK, { visibility: "internal", calls: true });
    expect(JSON.stringify(shown)).not.toMatch(/hmm|signature|m1/);
    expect(shown.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "user", "assistant"]);
  });

  test("has calls under names that its own never have, however often it is handed on", () => {
    const once = handedOn(TALK, { visibility: "internal", calls: true });
    const twice = handedOn(once, { visibility: "internal", calls: true });
    expect(JSON.stringify(once)).toContain('"call":"1:t1.1"');
    expect(JSON.stringify(twice)).toContain('"call":"2:t1.1"');
  });

  test("is only what was said, where that is asked for", () => {
    expect(handedOn(TALK, { visibility: "public", calls: true })).toEqual([
      { role: "user", text: "Read a.txt." },
      { role: "assistant", parts: [{ kind: "text", text: "I look." }] },
      { role: "assistant", parts: [{ kind: "text", text: "It says hello." }] },
    ]);
  });

  test("tells calls in words to one that has no tools", () => {
    const shown = handedOn(TALK, { visibility: "internal", calls: false });
    expect(shown.map(({ role }) => role)).toEqual(["user", "assistant", "user", "user", "assistant"]);
    expect(shown[2]).toMatchObject({
      text: expect.stringMatching(
        /^\[runtime notice\] .*\n\ncalled read_file .*\nresult of read_file: hello$/,
      ),
    });
  });

  test("is a conversation that any model takes, whatever was said", () => {
    const options = fc.record({ visibility: fc.constantFrom("public", "internal"), calls: fc.boolean() });
    fc.assert(
      fc.property(anyTranscript, options, (messages, how) => {
        expect(brokenAt(handedOn(messages, how))).toBeUndefined();
      }),
    );
  });
});
