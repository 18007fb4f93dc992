import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { driverLogFile, errorForLog, lastLines, logLine } from "../../src/compose/driver-log.ts";
import { logClaims } from "../../src/compose/log-claims.ts";
import { LegateError } from "../../src/ports/failure.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("is bounded: it begins anew when it is full, and keeps once what came before", () => {
  for (let n = 1; n <= 300; n++) logLine(folder, `line ${n} ${"x".repeat(60)}`, 4_000);
  expect(readdirSync(folder).toSorted()).toEqual(["driver.log", "driver.log.1"]);
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(Math.max(...sizes)).toBeLessThan(4_100);
  expect(readFileSync(driverLogFile(folder), "utf8")).toMatch(/^\S+Z line \d+ x+\n/);
  expect(lastLines(folder, 1)).toEqual([expect.stringContaining("line 300")]);
  expect(statSync(driverLogFile(folder)).mode & 0o777).toBe(0o600);
});

test("has one line for each event, however long what it is told", () => {
  logLine(folder, `a\nb\r\nc ${"y".repeat(10_000)}`);
  expect(lastLines(folder, 10)).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\S+Z a b c y{100,500}$/)]);
});

test("says of a bug where it was, and not its words, which may hold anything", () => {
  const bug = new SyntaxError('Unexpected token, "my secret prompt" is not valid JSON');
  expect(errorForLog(bug)).toMatch(/^SyntaxError at .*driver-log\.test\.ts/);
  expect(errorForLog(bug)).not.toContain("secret");
  expect(errorForLog("a secret")).not.toContain("secret");
  expect(errorForLog(new LegateError("disk-full", "no room"))).toBe("disk-full: no room");
});

test("tells which workers a driver took, gave back and lost", async () => {
  const world = smallWorld([{ text: "ok" }, { text: "ok" }]);
  const told: string[] = [];
  const store = logClaims(world.ports.store, (line) => told.push(line));
  const { legate } = await openIn(world, { drive: "anyone" });
  await using _ = legate;
  const background = await openIn(world, { store, adopts: true });
  const { id } = await legate.spawn({ task: "a secret task", ...FREELY });
  await legate.wait(id);
  await background.legate[Symbol.asyncDispose]();
  expect(told).toEqual([`took ${id}, epoch 1`, `gave back ${id}, completed: at rest`]);

  const { id: lost } = await legate.spawn({ task: "t", ...FREELY });
  const held = await claim(
    { ...world.ports, store },
    await loadWorker(store, lost),
    background.driver.identity,
  );
  await claim(world.ports, await loadWorker(store, lost), background.driver.identity);
  await held.append([{ type: "cycle.started", cycle: 1, input: "t" }]).catch(() => undefined);
  expect(told.slice(2)).toEqual([`took ${lost}, epoch 1`, `lost ${lost}: another driver took it`]);
});
