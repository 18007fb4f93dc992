import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EGRESS_ATTACKS, HONEST } from "./egress-attacks.ts";
import type { EgressAttackResult } from "./egress-driver.ts";
import { IDENTITIES, type Identity, type ReadableCopy, readableCopy } from "./identities.ts";

let copy: ReadableCopy;
beforeAll(() => {
  copy = readableCopy();
});
afterAll(() => copy.remove());

describe.each(IDENTITIES)("run by $name, a command with a way out does not reach", (identity) => {
  let seen: Seen = { results: [], said: "" };
  beforeAll(async () => {
    seen = await attackAs(identity);
  }, 60_000);

  test.each(EGRESS_ATTACKS)("$name", ({ name, dials }) => {
    const result = seen.results.find((one) => one.name === name);
    expect(result?.carelesslyDialed, "the attack must work on a careless proxy").toContain(dials);
    expect(result?.dialed).not.toContain(dials);
  });

  test("anything, but what it declared is reached, also after all that", () => {
    expect(seen.said).toMatch(/HTTP\/1.1 200 Connection established\r\n\r\nORIGIN$/);
    expect(seen.results.at(-1)?.dialed).toEqual([HONEST.dials]);
  });
});

interface Seen {
  readonly results: readonly EgressAttackResult[];
  /** All answers that the command heard. */
  readonly said: string;
}

async function attackAs(identity: Identity): Promise<Seen> {
  const work = mkdtempSync("/var/tmp/legate-egress-");
  chmodSync(work, 0o777);
  const driver = copy.start(identity, "egress-driver.ts", [work]);
  if (driver.stdout === null) throw new Error("the driver was started without a pipe");
  const [said] = await Promise.all([text(driver.stdout), once(driver, "exit")]);
  rmSync(work, { recursive: true });
  return JSON.parse(said);
}
