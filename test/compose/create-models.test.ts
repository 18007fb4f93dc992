import { expect, test } from "vitest";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { createModels } from "../../src/compose/create-models.ts";

const env = { OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" };

test("a name says by itself where its model comes from", async () => {
  const models = createModels({ env, scripted: scriptedModels([{ text: "hi" }]) });
  expect((await models.resolve("scripted:/x.yaml")).price).toEqual({ input: 0, output: 0 });
  expect((await models.resolve("openai/gpt-4o")).name).toBe("openai/gpt-4o");
  await expect(models.resolve("/x.yaml")).rejects.toMatchObject({ code: "unknown-model" });
});

test("a script that is not there is told when the name is resolved, not when it is first used", async () => {
  await expect(createModels({ env }).resolve("scripted:/no/such/file.yaml")).rejects.toMatchObject({
    code: "unknown-model",
  });
});

test("the configured price wins over the table, and what neither knows has no price", async () => {
  const config = {
    prices: { "openai/gpt-4o": { input: 1, output: 2 }, "openai/mine": { input: 0, output: 0 } },
  };
  const models = createModels({ config, env });
  expect((await models.resolve("openai/gpt-4o")).price).toEqual({ input: 1, output: 2 });
  expect((await models.resolve("openai/mine")).price).toEqual({ input: 0, output: 0 });
  expect((await models.resolve("anthropic/claude-opus-4-5")).price).toMatchObject({ input: 5, output: 25 });
  expect(await models.resolve("openai/unheard-of")).not.toHaveProperty("price");
});
