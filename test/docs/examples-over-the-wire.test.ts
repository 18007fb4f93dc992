import { resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFakeAnthropic } from "../../src/testing/fake-anthropic.ts";
import { startFakeOpenAi } from "../../src/testing/fake-openai.ts";
import { startFakeOpenAiResponses } from "../../src/testing/fake-openai-responses.ts";
import { startScriptedProvider } from "../support/scripted-provider.ts";
import { shownInAnthropic, shownInChat, shownInResponses } from "../support/shown-request.ts";
import { type CopiedExamples, copiedExamples } from "./copied-examples.ts";
import { expectPrinted } from "./printed.ts";

const PRELOAD = resolve("test/support/openai-on-loopback.mts");
const CHAT = {
  api: "OpenAI's chat completions",
  start: startFakeOpenAi,
  shown: shownInChat,
  model: "openai/gpt-5.2",
  env: (origin: string) => ({ OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${origin}/v1` }),
};
const RESPONSES = {
  api: "OpenAI's responses",
  start: startFakeOpenAiResponses,
  shown: shownInResponses,
  model: "openai/gpt-5.2",
  env: (origin: string) => ({
    OPENAI_API_KEY: "sk-test",
    NODE_OPTIONS: `--import=${PRELOAD}`,
    OPENAI_ON_LOOPBACK: origin,
  }),
};
const ANTHROPIC = {
  api: "Anthropic's messages",
  start: startFakeAnthropic,
  shown: shownInAnthropic,
  model: "anthropic/claude-sonnet-4-5",
  env: (origin: string) => ({ ANTHROPIC_API_KEY: "sk-test", ANTHROPIC_BASE_URL: origin }),
};
const EXAMPLES = [
  { name: "issue-to-patch", ...RESPONSES },
  { name: "issue-to-patch", ...CHAT },
  { name: "research-fan-out", ...ANTHROPIC },
  { name: "ci-fixer", ...ANTHROPIC },
  { name: "ci-fixer", ...RESPONSES },
  { name: "migration", ...RESPONSES },
];
const LINE = /^const model = offline;.*$/m;

let copy: CopiedExamples;
beforeEach(() => {
  copy = copiedExamples();
});
afterEach(() => copy[Symbol.dispose]());

test.each(EXAMPLES)(
  "the example $name does the same over $api, when one line of it names a model",
  { timeout: 300_000 },
  async ({ name, model, env, ...wire }) => {
    expect(copy.edit(`${name}.ts`, LINE, `const model = ${JSON.stringify(model)};`)).toBe(1);
    await using server = await startScriptedProvider(wire, resolve(`examples/${name}.yaml`), "sk-test");
    const { code, stdout, stderr } = await copy.run(name, env(server.origin));
    expect(stderr).toBe("");
    expectPrinted(stdout, name);
    expect(Number(/\$(\d+\.\d\d)$/m.exec(stdout)?.[1])).toBeGreaterThan(0);
    const turns = Number(/^(\d+) turns, /m.exec(stdout)?.[1]);
    expect(server.requests).toHaveLength(turns);
    const asked = new Set(server.requests.map(({ body }) => modelIn(body)));
    expect([...asked]).toEqual([model.replace(/^\w+\//, "")]);
    expect(code).toBe(0);
  },
);

test("an example that names a model whose key is missing says so in one line, and ends with 1", async () => {
  copy.edit("ci-fixer.ts", LINE, 'const model = "openai/gpt-5.2";');
  const { code, stdout, stderr } = await copy.run("ci-fixer");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^legate: Model "openai\/gpt-5.2" needs a key .* OPENAI_API_KEY.*\n$/);
});

function modelIn(body: unknown): unknown {
  return typeof body === "object" && body !== null && "model" in body ? body.model : undefined;
}
