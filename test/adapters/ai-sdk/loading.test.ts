import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startFakeOpenAi } from "../../../src/testing/fake-openai.ts";

/** Prints which provider packages a fresh process has asked for after each stage. */
const SCRIPT = `
  import { registerHooks } from "node:module";
  const loaded = new Set();
  registerHooks({ resolve(name, context, next) {
    const found = next(name, context);
    const hit = /node_modules\\/(@ai-sdk\\/[a-z-]+|ai)\\//.exec(found.url);
    if (hit) loaded.add(hit[1]);
    return found;
  } });
  const { createModels } = await import("./src/compose/create-models.ts");
  const providers = { local: { type: "openai-compatible", baseURL: process.argv[1] } };
  const model = await createModels({ config: { providers }, env: { OPENAI_API_KEY: "k" } }).resolve("local/m");
  const resolved = [...loaded];
  const request = { system: "", messages: [{ role: "user", text: "hi" }], tools: [], settings: {}, turn: 1, attempt: 1 };
  for await (const part of model.step(request, { signal: new AbortController().signal }));
  console.log(JSON.stringify({ resolved, used: [...loaded] }));
`;

test("a provider's package is loaded by the first call of one of its models, and no other package ever", async () => {
  await using server = await startFakeOpenAi([{ text: "hi" }]);
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    SCRIPT,
    `${server.origin}/v1`,
  ]);
  const { resolved, used } = JSON.parse(stdout);
  expect(resolved).toEqual([]);
  expect(used).toContain("@ai-sdk/openai-compatible"); // the probe sees loading when there is some
  for (const other of ["@ai-sdk/openai", "@ai-sdk/anthropic", "ai"]) expect(used).not.toContain(other);
});
