import { expect, test } from "vitest";
import { modelsConfig } from "../../src/wire/models-config.ts";
import { problemLines, readStrictYaml } from "../../src/wire/strict-yaml.ts";

function problemsOf(text: string): string {
  const read = readStrictYaml(text, modelsConfig);
  return read.ok ? "" : problemLines("c.yaml", read.problems);
}

test("a configuration names providers and prices", () => {
  const text = `
providers:
  openai: { type: openai, baseURL: "https://proxy.example/v1", apiKeyEnv: MY_KEY, api: responses }
  local: { type: openai-compatible, baseURL: "http://127.0.0.1:11434/v1", headers: { x-team: a } }
prices:
  local/qwen3: { input: 0, output: 0 }
`;
  expect(readStrictYaml(text, modelsConfig)).toMatchObject({ ok: true, value: { providers: { local: {} } } });
});

test.each([
  [
    "providers:\n  local: { type: openai-compatible, baseUrl: http://h/v1 }\n",
    'unknown field "baseUrl"; did you mean "baseURL"?',
  ],
  ["providers:\n  local: { type: openai-compatible }\n", "c.yaml:2:3: providers.local.baseURL:"],
  ["providers:\n  local: { type: ollama, baseURL: http://h }\n", "providers.local.type"],
  ["providers:\n  x: { type: openai, apiKey: sk-123 }\n", 'unknown field "apiKey"'],
  ["providers:\n  x: { type: openai, apiKeyEnv: sk-live-123 }\n", "never a key itself"],
  [
    "providers:\n  x: { type: openai, baseURL: 'file:///etc/passwd' }\n",
    "must be an http:// or https:// URL",
  ],
  ["providers:\n  A/B: { type: openai }\n", "providers.A/B"],
  ["price: {}\n", 'unknown field "price"; did you mean "prices"?'],
  ["prices:\n  a/b: { input: -1, output: 0 }\n", "prices.a/b.input"],
])("what is not a configuration is refused with the reason: %j", (text, reason) => {
  expect(problemsOf(text)).toContain(reason);
});
