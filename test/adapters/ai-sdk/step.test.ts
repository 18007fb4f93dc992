import { describe, expect, test } from "vitest";
import type { AssistantPart, Message } from "../../../src/core/transcript/message.ts";
import { isFailure } from "../../../src/ports/failure.ts";
import type { ModelReply } from "../../../src/testing/model-reply.ts";
import {
  ANTHROPIC,
  COMPATIBLE,
  collected,
  OPENAI,
  PROVIDERS,
  RESPONSES,
  request,
  stepOf,
} from "./fake-providers.ts";

const CALLS: ModelReply = {
  text: "I look at both.",
  calls: [
    { id: "id_1", name: "read_file", arguments: '{"path":"src/a.ts"}' },
    { id: "id_2", name: "read_file", arguments: '{"path":"src/ü.ts"}' },
  ],
};

function answered(parts: readonly AssistantPart[]): Message[] {
  const calls = parts.filter((part) => part.kind === "call");
  const results = calls.map((part, index) => ({ ...part, text: `result ${index}`, isError: index === 1 }));
  return [
    { role: "user", text: "Fix it." },
    { role: "assistant", parts },
    { role: "tool", results },
  ];
}

const CUT_FOR_LENGTH = new Map([
  [ANTHROPIC, "max_tokens"],
  [RESPONSES, "max_output_tokens"],
]);

describe.each(PROVIDERS)("$title", (provider) => {
  test("streams text as it comes and ends with the whole of it", async () => {
    await using server = await provider.start([{ text: "Hello, world: done." }]);
    const parts = await collected(await provider.model(server.origin), request());
    const deltas = parts.flatMap((part) => (part.type === "text" ? [part.delta] : []));
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join("")).toBe("Hello, world: done.");
    expect(parts.at(-1)).toMatchObject({
      step: { parts: [{ kind: "text", text: "Hello, world: done." }], finish: "stop" },
    });
  });

  test("hands out parallel calls, takes their results back, and goes on over several turns", async () => {
    await using server = await provider.start([
      CALLS,
      { calls: [{ id: "id_3", name: "edit_file", arguments: "{}" }] },
      { text: "Done." },
    ]);
    const model = await provider.model(server.origin);
    const first = await stepOf(model);
    expect(first.finish).toBe("calls");
    expect(first.parts.filter((part) => part.kind === "call")).toMatchObject([
      { call: "", providerCall: "id_1", tool: "read_file", arguments: { path: "src/a.ts" } },
      { call: "", providerCall: "id_2", tool: "read_file", arguments: { path: "src/ü.ts" } },
    ]);
    const second = await stepOf(model, request({ messages: answered(first.parts), turn: 2 }));
    const messages = [...answered(first.parts), ...answered(second.parts).slice(1)];
    const third = await stepOf(model, request({ messages, turn: 3 }));
    expect(third).toMatchObject({ parts: [{ kind: "text", text: "Done." }], finish: "stop" });
    expect(server.requests).toHaveLength(3);
    const sent = JSON.stringify(server.requests[2]?.body);
    for (const said of ["I look at both.", "src/ü.ts", "result 0", "result 1"]) expect(sent).toContain(said);
  });

  test("a transcript survives being written down between the turns", async () => {
    await using server = await provider.start([{ reasoning: "Because.", ...CALLS }, { text: "Done." }]);
    const model = await provider.model(server.origin);
    const first = await stepOf(model);
    const written: Message[] = JSON.parse(JSON.stringify(answered(first.parts)));
    expect(written).toEqual(answered(first.parts));
    expect((await stepOf(model, request({ messages: written }))).finish).toBe("stop");
  });

  test("arguments that are not JSON are kept as the raw text, and the talk goes on after the answer", async () => {
    await using server = await provider.start([
      { calls: [{ id: "id_1", name: "read_file", arguments: '{"path": "src/a' }] },
      { text: "Sorry." },
    ]);
    const model = await provider.model(server.origin);
    const first = await stepOf(model);
    expect(first.parts).toMatchObject([{ kind: "call", arguments: {}, malformed: '{"path": "src/a' }]);
    expect((await stepOf(model, request({ messages: answered(first.parts) }))).finish).toBe("stop");
  });

  test("a call without any arguments has none", async () => {
    await using server = await provider.start([
      { calls: [{ id: "id_1", name: "read_file", arguments: "" }] },
    ]);
    const { parts } = await stepOf(await provider.model(server.origin));
    expect(parts).toMatchObject([{ kind: "call", arguments: {} }]);
    expect(parts[0]).not.toHaveProperty("malformed");
  });

  test("counts what the provider counted", async () => {
    await using server = await provider.start([
      {
        text: "x",
        usage: {
          input: 100,
          cacheRead: 40,
          output: 20,
          ...(provider === ANTHROPIC ? { cacheWrite: 7 } : { reasoning: 9 }),
        },
      },
    ]);
    expect((await stepOf(await provider.model(server.origin))).usage).toEqual({
      inputTokens: provider === ANTHROPIC ? 147 : 140,
      cacheReadTokens: 40,
      cacheWriteTokens: provider === ANTHROPIC ? 7 : 0,
      outputTokens: 20,
      reasoningTokens: provider === ANTHROPIC ? 0 : 9,
    });
  });

  test("names the model that really served", async () => {
    await using server = await provider.start([{ text: "x" }]);
    expect((await stepOf(await provider.model(server.origin))).servedBy).toMatch(/-2026$/);
  });

  test("an answer that was cut for its length says so", async () => {
    const finish = CUT_FOR_LENGTH.get(provider) ?? "length";
    await using server = await provider.start([{ text: "x", finish }]);
    expect((await stepOf(await provider.model(server.origin))).finish).toBe("length");
  });

  test("stops at once when told to, before the answer and in the middle of it", async () => {
    for (const cutAfter of [0, 3]) {
      await using server = await provider.start([{ text: "A long story.", hang: true, cutAfter }]);
      const stop = new AbortController();
      const said = collected(await provider.model(server.origin), request(), stop.signal).catch(
        (error: unknown) => error,
      );
      await expect.poll(() => server.requests.length).toBe(1);
      stop.abort(new Error("enough"));
      expect(isFailure(await said, "aborted")).toBe(true);
    }
  });

  test("asks nothing of anybody when it was stopped before it began", async () => {
    await using server = await provider.start([{ text: "x" }]);
    const model = await provider.model(server.origin);
    const caught = await collected(model, request(), AbortSignal.abort()).catch((error: unknown) => error);
    expect(isFailure(caught, "aborted")).toBe(true);
    expect(server.requests).toHaveLength(0);
  });

  test("a listener that goes away ends the request", async () => {
    await using server = await provider.start([{ text: "A long story.", hang: true, cutAfter: 5 }]);
    for await (const part of (await provider.model(server.origin)).step(request(), {
      signal: new AbortController().signal,
    })) {
      if (part.type === "text") break;
    }
    await expect.poll(() => server.openAnswers()).toBe(0);
  });

  test("no tools and no system prompt are simply left out, settings are passed on", async () => {
    await using server = await provider.start([{ text: "x" }]);
    await stepOf(
      await provider.model(server.origin),
      request({ system: "", tools: [], settings: { temperature: 0.5, maxOutputTokens: 77 } }),
    );
    const body = server.requests[0]?.body;
    expect(body).toMatchObject(provider === RESPONSES ? { max_output_tokens: 77 } : { max_tokens: 77 });
    // The packages know which models do not take a temperature.
    if (provider === OPENAI || provider === COMPATIBLE) expect(body).toMatchObject({ temperature: 0.5 });
    expect(body).not.toHaveProperty("tools");
    expect(body).not.toHaveProperty("system");
  });
});

describe("reasoning", () => {
  test("of Anthropic goes back with its signature, before the calls it led to", async () => {
    await using server = await ANTHROPIC.start([
      { reasoning: "Think hard.", signature: "sig-7", ...CALLS },
      { text: "Done." },
    ]);
    const model = await ANTHROPIC.model(server.origin);
    const first = await stepOf(model);
    expect(first.parts[0]).toEqual({
      kind: "reasoning",
      text: "Think hard.",
      providerData: { anthropic: { signature: "sig-7" } },
    });
    await stepOf(model, request({ messages: answered(first.parts) }));
    expect(server.requests[1]?.body).toMatchObject({
      messages: [
        {},
        { content: [{ type: "thinking", thinking: "Think hard.", signature: "sig-7" }, {}, {}, {}] },
        {},
      ],
    });
  });

  test("of Anthropic without its signature would be refused: the fake is as strict as the real one", async () => {
    await using server = await ANTHROPIC.start([{ reasoning: "Think.", ...CALLS }, { text: "Done." }]);
    const model = await ANTHROPIC.model(server.origin);
    const { parts } = await stepOf(model);
    const forged = parts.map((part) =>
      part.kind === "reasoning" ? { ...part, providerData: { anthropic: { signature: "made up" } } } : part,
    );
    await expect(stepOf(model, request({ messages: answered(forged) }))).rejects.toThrow(
      "Invalid `signature`",
    );
  });

  test("of OpenAI goes back encrypted, since nothing of it is stored there", async () => {
    const reply = { reasoning: "Think hard.", signature: "encrypted-7", ...CALLS };
    await using server = await RESPONSES.start([reply, { text: "Done." }]);
    const model = await RESPONSES.model(server.origin);
    const first = await stepOf(model);
    expect(first.parts[0]).toMatchObject({ kind: "reasoning", text: "Think hard." });
    await stepOf(model, request({ messages: answered(first.parts) }));
    expect(server.requests[1]?.body).toMatchObject({
      store: false,
      include: ["reasoning.encrypted_content"],
    });
    expect(JSON.stringify(server.requests[1]?.body)).toContain('"encrypted_content":"encrypted-7"');
  });

  test("of a compatible server is streamed and goes back", async () => {
    await using server = await COMPATIBLE.start([{ reasoning: "Think hard.", ...CALLS }, { text: "Done." }]);
    const model = await COMPATIBLE.model(server.origin);
    const parts = await collected(model, request());
    expect(parts.flatMap((part) => (part.type === "reasoning" ? [part.delta] : [])).join("")).toBe(
      "Think hard.",
    );
    const last = parts.at(-1);
    if (last?.type !== "finished") throw new Error("did not finish");
    expect(last.step.parts[0]).toMatchObject({ kind: "reasoning", text: "Think hard." });
    await stepOf(model, request({ messages: answered(last.step.parts) }));
    expect(JSON.stringify(server.requests[1]?.body)).toContain("Think hard.");
  });
});

describe("what a provider is sent", () => {
  test("asks Anthropic to keep the prompt up to the system text and up to the last message", async () => {
    await using server = await ANTHROPIC.start([CALLS, { text: "Done." }]);
    const model = await ANTHROPIC.model(server.origin);
    const { parts } = await stepOf(model);
    await stepOf(model, request({ messages: answered(parts) }));
    const mark = { cache_control: { type: "ephemeral" } };
    expect(server.requests[1]?.body).toMatchObject({
      system: [{ type: "text", text: "You code.", ...mark }],
      messages: [
        {},
        {},
        {
          role: "user",
          content: [{ tool_use_id: "id_1" }, { tool_use_id: "id_2", is_error: true, ...mark }],
        },
      ],
    });
    expect(JSON.stringify(server.requests[1]?.body).match(/cache_control/g)).toHaveLength(2);
  });

  test("fits another provider than the one that said it", async () => {
    await using anthropic = await ANTHROPIC.start([{ reasoning: "Think.", ...CALLS }]);
    await using openai = await OPENAI.start([{ text: "Taken over." }]);
    const { parts } = await stepOf(await ANTHROPIC.model(anthropic.origin));
    const step = await stepOf(await OPENAI.model(openai.origin), request({ messages: answered(parts) }));
    expect(step.finish).toBe("stop");
  });

  test("an assistant message that said nothing is left out", async () => {
    await using server = await ANTHROPIC.start([{ text: "x" }]);
    const messages: Message[] = [
      { role: "user", text: "a" },
      { role: "assistant", parts: [] },
      { role: "user", text: "b" },
    ];
    await stepOf(await ANTHROPIC.model(server.origin), request({ messages }));
    expect(server.requests).toHaveLength(1);
  });
});
