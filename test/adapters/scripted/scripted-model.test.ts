import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ScriptTask, ScriptTurn } from "../../../src/adapters/scripted/script.ts";
import { createScriptedModels, scriptedModels } from "../../../src/adapters/scripted/scripted-models.ts";
import type { Message } from "../../../src/core/transcript/message.ts";
import { isFailure } from "../../../src/ports/failure.ts";
import { ModelError, type ModelPart, type ModelRequest } from "../../../src/ports/model.ts";

const TASK: Message = { role: "user", text: "Fix the failing test in src/sum.ts" };

function request(change: Partial<ModelRequest> = {}): ModelRequest {
  return { system: "You code.", messages: [TASK], tools: [], settings: {}, turn: 1, attempt: 1, ...change };
}

async function collected(stream: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

async function say(turns: readonly ScriptTurn[], asked: Partial<ModelRequest> = {}): Promise<ModelPart[]> {
  const model = await scriptedModels(turns).resolve("any");
  return collected(model.step(request(asked), { signal: new AbortController().signal }));
}

async function failureOf(turns: readonly ScriptTurn[], asked: Partial<ModelRequest> = {}) {
  const error: unknown = await say(turns, asked).catch((caught: unknown) => caught);
  if (!(error instanceof ModelError)) throw new Error(`no ModelError: ${String(error)}`);
  return error.failure;
}

describe("a script of several tasks", () => {
  const tasks: readonly ScriptTask[] = [
    {
      when: /^Move (?<file>[^ ,]+)/,
      turns: [{ calls: [write("{{file}}", "of {{file}}, by {{nobody}}")] }, { text: "Moved {{file}}." }],
    },
    { when: "Fix", turns: [{ text: "Fixed." }] },
    { when: "Fix the failing", turns: [{ text: "Never said: another one fits before." }] },
  ];
  const one = scriptedModels({ one: { tasks } });

  async function said(text: string, turn = 1) {
    const model = await one.resolve("one");
    const asked = request({
      messages: [
        { role: "user", text },
        { role: "assistant", parts: [] },
      ],
      turn,
    });
    return collected(model.step(asked, { signal: new AbortController().signal }));
  }

  test("says what its first task that fits does, by what a conversation began with", async () => {
    expect((await said("Fix the failing test"))[0]).toEqual({ type: "text", delta: "Fixed." });
    expect((await said("Move src/a.ts, please", 2)).slice(0, 2)).toEqual([
      { type: "text", delta: "Moved " },
      { type: "text", delta: "src/a.ts." },
    ]);
  });

  test("puts what a named group matched into arguments, and leaves words of templates alone", async () => {
    const [finished] = await said("Move src/a.ts, please");
    expect(finished).toMatchObject({ step: { parts: [write("src/a.ts", "of src/a.ts, by {{nobody}}")] } });
  });

  test("says which tasks there are when none fits", async () => {
    await expect(said("Sing")).rejects.toMatchObject({
      failure: {
        class: "script-mismatch",
        message: expect.stringMatching(/begins with "Sing"; it has: .*Move.*, Fix/),
      },
    });
  });
});

function write(path: string, content: string) {
  return { tool: "write_file", arguments: { path, content } };
}

describe("a scripted model", () => {
  test("streams its text word by word and ends with the whole step", async () => {
    const parts = await say([
      { reasoning: "Hm.", text: "I fix it.", calls: [{ tool: "t" }], usage: { inputTokens: 9 } },
    ]);
    expect(parts.slice(0, -1)).toEqual([
      { type: "reasoning", delta: "Hm." },
      { type: "text", delta: "I " },
      { type: "text", delta: "fix " },
      { type: "text", delta: "it." },
    ]);
    expect(parts.at(-1)).toEqual({
      type: "finished",
      step: {
        parts: [
          { kind: "reasoning", text: "Hm." },
          { kind: "text", text: "I fix it." },
          { kind: "call", call: "", providerCall: "scripted_1_1", tool: "t", arguments: {} },
        ],
        finish: "calls",
        usage: {
          inputTokens: 9,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          outputTokens: 0,
          reasoningTokens: 0,
        },
        servedBy: "any",
      },
    });
  });

  test("is where the request says: a model that never saw turn 1 answers turn 2", async () => {
    expect(await say([{ text: "one" }, { text: "two" }], { turn: 2 })).toContainEqual({
      type: "text",
      delta: "two",
    });
  });

  test("fails the attempts its script lists, then answers", async () => {
    const turns: ScriptTurn[] = [
      {
        errors: [
          { class: "rate-limited", status: 429, retryAfterMs: 5, attempts: 2 },
          { class: "network", message: "gone", afterText: "I was" },
        ],
        text: "Here.",
      },
    ];
    expect(await failureOf(turns)).toMatchObject({ class: "rate-limited", status: 429, retryAfterMs: 5 });
    expect(await failureOf(turns, { attempt: 2 })).toMatchObject({ class: "rate-limited" });
    expect(await failureOf(turns, { attempt: 3 })).toEqual({ class: "network", message: "gone" });
    expect(await say(turns, { attempt: 4 })).toContainEqual({ type: "text", delta: "Here." });
  });

  test("says what it expected and what came instead", async () => {
    const failure = await failureOf([{ expect: { message: ["Fix", "src/product.ts"] }, text: "x" }]);
    expect(failure.class).toBe("script-mismatch");
    expect(failure.message).toContain('expected in the new messages: "src/product.ts"');
    expect(failure.message).toContain("src/sum.ts");
  });

  test("expects things of what is new only: results count, the task of long ago does not", async () => {
    const messages: Message[] = [
      TASK,
      { role: "assistant", parts: [] },
      {
        role: "tool",
        results: [{ call: "t1.1", providerCall: "p", tool: "run", text: "2 failed", isError: true }],
      },
    ];
    const turns: ScriptTurn[] = [
      { text: "one" },
      { expect: { message: /\d failed/g, system: "code" }, text: "two" },
    ];
    expect(await say(turns, { messages, turn: 2 })).toHaveLength(2);
    expect(await failureOf([{ expect: { message: "Fix" }, text: "x" }], { messages })).toMatchObject({
      class: "script-mismatch",
    });
  });

  test("expects tools to be offered", async () => {
    expect(await failureOf([{ expect: { tools: ["edit_file"] }, text: "x" }])).toMatchObject({
      class: "script-mismatch",
      message: expect.stringContaining("edit_file"),
    });
  });

  test("says so when its script has no such turn", async () => {
    expect(await failureOf([{ text: "only" }], { turn: 2 })).toMatchObject({ class: "script-exhausted" });
  });

  test("passes on arguments that are not JSON as the raw text", async () => {
    const last = (await say([{ calls: [{ tool: "t", malformed: "{oops" }] }])).at(-1);
    expect(last).toMatchObject({ step: { parts: [{ kind: "call", malformed: "{oops" }] } });
  });

  test("stops in the middle of a pause when told to", async () => {
    const model = await scriptedModels([{ text: "never", delayMs: 600_000 }]).resolve("any");
    const stop = new AbortController();
    const said = collected(model.step(request(), { signal: stop.signal }));
    stop.abort();
    expect(isFailure(await said.catch((error: unknown) => error), "aborted")).toBe(true);
  });

  test("is free unless its script has a price, or says that nobody knows it", async () => {
    const models = scriptedModels({
      free: [{ text: "x" }],
      dear: { turns: [{ text: "x" }], price: { input: 1, output: 2 } },
      unknown: { turns: [{ text: "x" }], price: "unknown" },
    });
    expect((await models.resolve("free")).price).toEqual({ input: 0, output: 0 });
    expect((await models.resolve("dear")).price).toEqual({ input: 1, output: 2 });
    expect("price" in (await models.resolve("unknown"))).toBe(false);
  });
});

describe("the name of a scripted model", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "legate-script-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function resolveError(name: string): Promise<unknown> {
    return createScriptedModels()
      .resolve(name)
      .catch((error: unknown) => error);
  }

  test("is the absolute path of a file", async () => {
    const path = join(folder, "a.yaml");
    await writeFile(path, "turns:\n  - text: hello\n");
    const model = await createScriptedModels().resolve(`scripted:${path}`);
    expect(model.name).toBe(`scripted:${path}`);
    const parts = await collected(model.step(request(), { signal: new AbortController().signal }));
    expect(parts[0]).toEqual({ type: "text", delta: "hello" });
  });

  test("is unknown when it is relative or no file is there", async () => {
    expect(isFailure(await resolveError("scripted:a.yaml"), "unknown-model")).toBe(true);
    const missing = await resolveError(`scripted:${folder}/none.yaml`);
    expect(isFailure(missing, "unknown-model")).toBe(true);
    expect(String(missing)).toContain("ENOENT");
  });

  test("is bad input, with line and column, when the file is no script", async () => {
    const path = join(folder, "b.yaml");
    await writeFile(path, "turns:\n  - txet: hello\n");
    const error = await resolveError(`scripted:${path}`);
    expect(isFailure(error, "bad-input")).toBe(true);
    expect(String(error)).toContain(`${path}:2:5: turns[0].txet: unknown field "txet"; did you mean "text"?`);
  });

  test("in memory is unknown when no script has it, and the nearest is named", async () => {
    const error = await scriptedModels({ planner: [{ text: "x" }] })
      .resolve("planer")
      .catch((caught: unknown) => caught);
    expect(String(error)).toContain('Did you mean "planner"?');
  });
});
