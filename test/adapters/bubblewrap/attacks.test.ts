import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AttackResult } from "./attack-driver.ts";
import { ATTACKS } from "./attacks.ts";
import { IDENTITIES, type Identity, type ReadableCopy, readableCopy } from "./identities.ts";

let copy: ReadableCopy;
beforeAll(() => {
  copy = readableCopy();
});
afterAll(() => copy.remove());

describe.each(IDENTITIES)("run by $name, the sandbox holds against a command that tries to", (identity) => {
  let results: readonly AttackResult[] = [];
  beforeAll(async () => {
    results = await attackAs(identity);
  });

  test.each(ATTACKS.map(({ name }) => name))("%s", (name) => {
    const result = results.find((one) => one.name === name);
    expect(result?.control, "the attack must work where nothing holds it").not.toBe(false);
    expect(result?.control).toBeDefined();
    expect(result?.inside).not.toContain("OPEN");
  });
});

test("every attack was seen to work without the sandbox, by root at least", async () => {
  const [first] = IDENTITIES;
  if (first?.name !== "root") return;
  const unproven = (await attackAs(first)).filter(({ control }) => control !== true);
  expect(unproven.map(({ name }) => name)).toEqual([]);
});

async function attackAs(identity: Identity): Promise<readonly AttackResult[]> {
  const folder = mkdtempSync("/var/tmp/legate-leak-");
  writeFileSync(`${folder}/secret`, "SESAME\n".repeat(1000));
  const leaked = openSync(`${folder}/secret`, "r");
  const driver = copy.start(identity, "attack-driver.ts", [`needle-${process.pid}-${identity.name}`], leaked);
  closeSync(leaked);
  rmSync(folder, { recursive: true });
  if (driver.stdout === null) throw new Error("the driver was started without a pipe");
  const [said] = await Promise.all([text(driver.stdout), once(driver, "exit")]);
  return JSON.parse(said);
}
