import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { auditKey, keyFileText } from "../../../src/adapters/signing/key-file.ts";
import { createKeyFileAuditor } from "../../../src/adapters/signing/key-file-auditor.ts";
import { isSignedBy, publicKeyText, readPublicKey } from "../../../src/adapters/signing/public-key.ts";
import { rotatedKey } from "../../../src/adapters/signing/rotate-key.ts";
import { NOTHING_AUDITED } from "../../../src/core/audit/audit-state.ts";
import { handoverText } from "../../../src/core/audit/handover.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-key-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the key is made once, for its owner alone, whoever comes first, and nothing else is left", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => auditKey(folder)));
  expect(new Set(keys.map(({ privateKey }) => publicKeyText(privateKey))).size).toBe(1);
  expect(statSync(join(folder, "audit.key")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["audit.key"]);
  const again = await auditKey(folder);
  expect(publicKeyText(again.privateKey)).toBe(publicKeyText(keys[0]?.privateKey ?? again.privateKey));
});

test("a key that cannot be read is an error and is not replaced", async () => {
  writeFileSync(join(folder, "audit.key"), "not a key");
  await expect(auditKey(folder)).rejects.toMatchObject({ code: "state-dir-unusable" });
  expect(readdirSync(folder)).toEqual(["audit.key"]);
});

test("a key that is rotated signs that it hands over, and whoever has it open seals with the new one", async () => {
  const auditor = await createKeyFileAuditor(folder, sha256Hasher);
  const at = { worker: "w", at: "2026-01-01T00:00:00.000Z", place: 1 };
  const first = auditor.seal(at, NOTHING_AUDITED);
  const next = rotatedKey(rotatedKey(await auditKey(folder)));
  writeFileSync(join(folder, "new"), keyFileText(next));
  renameSync(join(folder, "new"), join(folder, "audit.key"));
  const second = auditor.seal(at, { ...NOTHING_AUDITED, key: first.key });
  expect(second.key).toBe(publicKeyText(next.privateKey));
  expect(second.handovers).toEqual(next.handovers);
  expect((await auditKey(folder)).handovers.map(({ from }) => from)[0]).toBe(first.key);
  for (const one of next.handovers) expect(isSignedBy(one.from, handoverText(one), one.signature)).toBe(true);
  expect(auditor.seal(at, { ...NOTHING_AUDITED, key: second.key }).handovers).toBeUndefined();
});

test("what is no key and no signature is signed by nobody", () => {
  expect(readPublicKey("AAAA")).toBeUndefined();
  expect(isSignedBy("AAAA", "text", "AAAA")).toBe(false);
});
