import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askDriver } from "../../src/compose/ask-driver.ts";
import { createModels } from "../../src/compose/create-models.ts";
import { checkDriverProcess, type DriverNeeds } from "../../src/compose/driver-process.ts";
import { aDriverIsNeeded, driverPid } from "../support/driver-needs.ts";
import { stopDriver } from "../support/legate-command.ts";
import { makeShop, type Shop } from "../support/shop.ts";

const OPENAI = "openai/gpt-4o";
const ANTHROPIC = "anthropic/claude-opus-4-5";
const SECRET = "sk-never-to-be-seen-4711";

let shop: Shop;
beforeEach(() => {
  shop = makeShop();
  mkdirSync(shop.stateDir);
});
afterEach(async () => {
  await stopDriver(shop.stateDir);
  shop[Symbol.dispose]();
});

/** What a command needs that runs where these keys are set. */
function shellWith(keys: Readonly<Record<string, string>>): Partial<DriverNeeds> {
  const env = { PATH: process.env["PATH"], HOME: shop.root, ...keys };
  return { env, resolve: createModels({ env }).resolve };
}

const missing = async (model: string) => {
  const found = await askDriver(shop.stateDir, [model]);
  return found.state === "answers" ? found.says?.problems.map(({ code }) => code) : found.state;
};

test("a driver without the key is replaced by one that has it, when whoever asks has it", async () => {
  await aDriverIsNeeded(shop.stateDir, shellWith({}));
  const first = driverPid(shop.stateDir);
  expect(await missing(OPENAI)).toEqual(["model-key-missing"]);
  await aDriverIsNeeded(shop.stateDir, { ...shellWith({ OPENAI_API_KEY: SECRET }), models: [OPENAI] });
  expect(driverPid(shop.stateDir)).not.toBe(first);
  expect(await missing(OPENAI)).toEqual([]);
});

test("when neither has the key, what is missing is said, and the driver stays", async () => {
  await aDriverIsNeeded(shop.stateDir, shellWith({}));
  const first = driverPid(shop.stateDir);
  const asked = aDriverIsNeeded(shop.stateDir, { ...shellWith({}), models: [OPENAI] });
  await expect(asked).rejects.toMatchObject({
    code: "model-key-missing",
    message: expect.stringContaining("OPENAI_API_KEY"),
  });
  expect(driverPid(shop.stateDir)).toBe(first);
});

test("a driver is not replaced by one that could not call the models of its workers", async () => {
  await aDriverIsNeeded(shop.stateDir, shellWith({ ANTHROPIC_API_KEY: SECRET }));
  const first = driverPid(shop.stateDir);
  const here = { ...shellWith({ OPENAI_API_KEY: SECRET }), models: [OPENAI] };
  const asked = aDriverIsNeeded(shop.stateDir, { ...here, modelsInUse: async () => [ANTHROPIC] });
  await expect(asked).rejects.toMatchObject({
    code: "model-key-missing",
    message: expect.stringContaining(`its workers use ${ANTHROPIC}`),
  });
  expect(driverPid(shop.stateDir)).toBe(first);

  const unheard = async () => ["nobody/knows-it"];
  await aDriverIsNeeded(shop.stateDir, { ...here, modelsInUse: unheard });
  expect(driverPid(shop.stateDir), "what it cannot call either does not keep it").not.toBe(first);
});

test("looking whether a driver could do it starts none", async () => {
  const needs = { ...shellWith({}), stateDir: shop.stateDir, models: [OPENAI], modelsInUse: async () => [] };
  await checkDriverProcess(needs as DriverNeeds);
  expect(await missing(OPENAI)).toBe("absent");
});

test("no key is on the socket or on disk", async () => {
  await aDriverIsNeeded(shop.stateDir, { ...shellWith({ OPENAI_API_KEY: SECRET }), models: [OPENAI] });
  const answer = await askDriver(shop.stateDir, [OPENAI, ANTHROPIC]);
  expect(answer).toMatchObject({ says: { problems: [{ model: ANTHROPIC }] } });
  expect(JSON.stringify(answer)).not.toContain(SECRET);
  const files = readdirSync(shop.stateDir, { recursive: true, encoding: "utf8" });
  const contents = files
    .map((name) => join(shop.stateDir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"));
  expect(contents.length).toBeGreaterThan(3);
  expect(contents.filter((text) => text.includes(SECRET))).toEqual([]);
});
