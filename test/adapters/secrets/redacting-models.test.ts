import { expect, test } from "vitest";
import { createConfiguredSecrets } from "../../../src/adapters/secrets/configured-secrets.ts";
import { redactingModels } from "../../../src/adapters/secrets/redacting-models.ts";
import type { AssistantPart } from "../../../src/core/transcript/message.ts";
import { NO_USAGE } from "../../../src/core/usage/usage.ts";
import { type Model, ModelError, type ModelPart, type ModelRequest } from "../../../src/ports/model.ts";

const VALUE = "hunter2-hunter2";
const MARK = "{{secret:TOKEN}}";
const secrets = createConfiguredSecrets({ TOKEN: { env: "TOKEN" } }, { TOKEN: VALUE });
const REQUEST: ModelRequest = { system: "", messages: [], tools: [], settings: {}, turn: 1, attempt: 1 };

const finished = (...parts: AssistantPart[]): ModelPart => ({
  type: "finished",
  step: { parts, finish: "stop", usage: NO_USAGE },
});

function aModel(step: Model["step"]): Model {
  return { name: "m", contextWindow: 9, step };
}

async function heard(...parts: ModelPart[]): Promise<readonly ModelPart[]> {
  const model = aModel(async function* () {
    yield* parts;
  });
  const guarded = await redactingModels({ resolve: async () => model }, secrets).resolve("m");
  expect(guarded).toMatchObject({ name: "m", contextWindow: 9 });
  const all: ModelPart[] = [];
  for await (const part of guarded.step(REQUEST, { signal: new AbortController().signal })) all.push(part);
  return all;
}

test("a secret is kept out of what a model says, also in pieces, encoded, and in the arguments of its calls", async () => {
  const call = { kind: "call", call: "", providerCall: "p", tool: "write_file" } as const;
  const parts = await heard(
    { type: "reasoning", delta: "it is hunter2" },
    { type: "text", delta: "It is hun" },
    { type: "reasoning", delta: "-hunter2, I think" },
    { type: "text", delta: "ter2-hunter2." },
    finished(
      { kind: "reasoning", text: `it is ${VALUE}`, providerData: { p: { signature: "s" } } },
      { kind: "text", text: `It is ${Buffer.from(VALUE).toString("base64")}.` },
      { ...call, arguments: { path: VALUE, deep: [{ content: `x${VALUE}` }] } },
      { ...call, arguments: {}, malformed: `{"path": "${VALUE}` },
    ),
  );
  const live = (type: "text" | "reasoning") =>
    parts.map((part) => (part.type === type ? part.delta : "")).join("");
  expect(live("text")).toBe(`It is ${MARK}.`);
  expect(live("reasoning")).toBe(`it is ${MARK}, I think`);
  expect(parts.at(-1)).toMatchObject({
    step: {
      parts: [
        { text: `it is ${MARK}` },
        { text: expect.stringContaining(MARK) },
        { arguments: { path: MARK, deep: [{ content: `x${MARK}` }] } },
        { malformed: `{"path": "${MARK}` },
      ],
    },
  });
  expect(JSON.stringify(parts)).not.toContain("signature");
});

test("what holds no secret stays as it is, with what the provider wants to see again", async () => {
  const part = { kind: "reasoning", text: "fine", providerData: { p: { signature: "s" } } } as const;
  expect(await heard({ type: "text", delta: "fine" }, finished(part))).toEqual([
    { type: "text", delta: "fine" },
    finished(part),
  ]);
});

test("a model's error tells none either", async () => {
  const model = aModel(async function* () {
    yield { type: "text", delta: "x" };
    throw new ModelError({ class: "bad-request", message: `no such key: ${VALUE}` });
  });
  const guarded = await redactingModels({ resolve: async () => model }, secrets).resolve("m");
  const all = async () => {
    for await (const _ of guarded.step(REQUEST, { signal: new AbortController().signal }));
  };
  await expect(all()).rejects.toMatchObject({
    failure: { class: "bad-request", message: `no such key: ${MARK}` },
  });
});
