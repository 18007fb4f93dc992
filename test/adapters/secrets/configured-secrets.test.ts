import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createConfiguredSecrets } from "../../../src/adapters/secrets/configured-secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "legate-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const env: Record<string, string> = { SET: "a-long-value", SHORT: "seven77", EMPTY: "" };
const secrets = createConfiguredSecrets(
  {
    VARIABLE: { env: "SET" },
    FILE: { file: file("token", "from-a-file\n") },
    LATER: { env: "LATER" },
    SHORT: { env: "SHORT" },
    EMPTY: { env: "EMPTY" },
    GONE: { file: join(folder, "gone") },
    FOLDER: { file: folder },
    HUGE: { file: file("huge", "x".repeat(5000)) },
    NUL: { file: file("nul", "12345678\0") },
  },
  env,
);

test("values come from variables and files, without the end of the file's line", async () => {
  const { values, problems } = await secrets.resolve(["VARIABLE", "FILE"]);
  expect(Object.fromEntries(values)).toEqual({ VARIABLE: "a-long-value", FILE: "from-a-file" });
  expect(problems).toEqual([]);
});

test("a value is looked up when it is asked for, not before", async () => {
  expect((await secrets.resolve(["LATER"])).values.size).toBe(0);
  env["LATER"] = "set-meanwhile";
  expect((await secrets.resolve(["LATER"])).values.get("LATER")).toBe("set-meanwhile");
  delete env["LATER"];
});

test.each([
  ["SHORT", "8 to 4096 characters"],
  ["EMPTY", "no environment variable EMPTY"],
  ["GONE", "ENOENT"],
  ["FOLDER", "8 to 4096 characters"],
  ["HUGE", "8 to 4096 characters"],
  ["NUL", "NUL"],
  ["UNKNOWN", "no secret UNKNOWN is configured"],
  ["constructor", "no secret constructor is configured"],
])("%s cannot be used, and the reason names no value", async (name, why) => {
  const { values, problems } = await secrets.resolve([name]);
  expect(values.size).toBe(0);
  expect(problems.join()).toContain(why);
  expect(problems.join()).not.toMatch(/seven77|12345678/);
});

test("what is known is what can be used", async () => {
  expect([...(await secrets.known()).keys()].sort()).toEqual(["FILE", "VARIABLE"]);
});
