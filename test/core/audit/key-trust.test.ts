import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { createAuditor } from "../../../src/adapters/signing/auditor.ts";
import type { AuditKey } from "../../../src/adapters/signing/key-file.ts";
import { publicKeyText } from "../../../src/adapters/signing/public-key.ts";
import { rotatedKey } from "../../../src/adapters/signing/rotate-key.ts";
import type { ImportRecord } from "../../../src/core/journal/import-record.ts";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { entriesOf, LIFE, sealedJournal, verify } from "./a-sealed-journal.ts";

const aKey = (): AuditKey => ({ privateKey: generateKeyPairSync("ed25519").privateKey, handovers: [] });
const auditor = ({ privateKey, handovers }: AuditKey) => createAuditor(privateKey, sha256Hasher, handovers);
const nameOf = ({ privateKey }: AuditKey) => publicKeyText(privateKey);
const journal = (...keys: AuditKey[]) => entriesOf(sealedJournal(LIFE, ...keys.map(auditor)));

const first = aKey();
const second = rotatedKey(first);
const third = rotatedKey(second);
const mallory = aKey();

describe("a chain whose key changes", () => {
  test("is good when each key handed over to the next, for who knows the first of them alone", () => {
    expect(verify(journal(first, second))).toMatchObject({
      ok: true,
      seals: 2,
      keys: [nameOf(first), nameOf(second)],
    });
    for (const later of [second, third])
      expect(verify(journal(first, later), { keys: [nameOf(first)] }).broken).toBeUndefined();
  });

  test("is broken where nobody handed over, whoever may sign", () => {
    const { broken } = verify(journal(first, mallory));
    expect(broken).toMatchObject({
      kind: "bad-signature",
      why: expect.stringContaining("did not hand over"),
    });
    expect(verify(journal(first, mallory), { keys: [first, mallory].map(nameOf) }).ok).toBe(false);
    expect(verify(journal(second, first)).ok, "nor back to a key that gave way").toBe(false);
  });

  test("is broken by a word that another signed", () => {
    const forged = { from: nameOf(first), to: nameOf(mallory) };
    const [theirs] = rotatedKey(mallory).handovers;
    const handovers = [{ ...forged, signature: theirs?.signature ?? "" }];
    expect(verify(journal(first, { ...mallory, handovers })).ok).toBe(false);
  });
});

test("a key that may sign only what was lived before an import cannot hand that on to what comes after it", () => {
  const there = mallory;
  const accomplice = rotatedKey(there);
  const now = { ceiling: rootCeiling(TOP), tools: [], model: "m", workspace: { kind: "none" } } as const;
  const sealedBy = [there, accomplice].map(nameOf);
  const exportedAt = "2026-01-01T00:00:00.000Z";
  const imported: ImportRecord = {
    type: "worker.imported",
    digest: "d",
    by: "ann",
    from: { format: "legate", exportedAt, sealedBy, now },
  };
  const ends = { type: "worker.dropped", by: "ann", reason: "r" } as const;
  const life = [...LIFE, imported, ends];
  const whole = (...keys: AuditKey[]) => entriesOf(sealedJournal(life, ...keys.map(auditor)));
  const here = aKey();
  const ours = { keys: [nameOf(here)] };
  expect(verify(whole(there, accomplice, here), ours).broken, "control").toBeUndefined();
  expect(verify(whole(there, accomplice, here, accomplice), ours).ok).toBe(false);
  expect(verify(whole(there, accomplice), ours).ok).toBe(false);
});
