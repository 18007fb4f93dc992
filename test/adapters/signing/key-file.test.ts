import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { auditKey } from "../../../src/adapters/signing/key-file.ts";
import { isSignedBy, publicKeyText, readPublicKey } from "../../../src/adapters/signing/public-key.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-key-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the key is made once, for its owner alone, whoever comes first, and nothing else is left", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => auditKey(folder)));
  expect(new Set(keys.map(publicKeyText)).size).toBe(1);
  expect(statSync(join(folder, "audit.key")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["audit.key"]);
  expect(publicKeyText(await auditKey(folder))).toBe(publicKeyText(await auditKey(folder)));
});

test("a key that cannot be read is an error and is not replaced", async () => {
  writeFileSync(join(folder, "audit.key"), "not a key");
  await expect(auditKey(folder)).rejects.toMatchObject({ code: "state-dir-unusable" });
  expect(readdirSync(folder)).toEqual(["audit.key"]);
});

test("what is no key and no signature is signed by nobody", () => {
  expect(readPublicKey("AAAA")).toBeUndefined();
  expect(isSignedBy("AAAA", "text", "AAAA")).toBe(false);
});
