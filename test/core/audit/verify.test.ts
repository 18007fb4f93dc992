import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { createAuditor } from "../../../src/adapters/signing/auditor.ts";
import { NOTHING_AUDITED } from "../../../src/core/audit/audit-state.ts";
import { isAudited } from "../../../src/core/audit/audited.ts";
import type { AuditEntry } from "../../../src/core/audit/chain.ts";
import { verifyAudit } from "../../../src/core/audit/verify.ts";
import { canonicalJson } from "../../../src/core/json.ts";
import { ID } from "../worker/a-worker.ts";
import { entriesOf, LIFE, sealedJournal, TOOLS, verify } from "./a-sealed-journal.ts";

const WHOLE = entriesOf(sealedJournal(LIFE));
const PLACES = WHOLE.flatMap(({ type }, index) => (isAudited(type) ? [index] : []));
const place = fc.constantFrom(...PLACES);

/** As somebody would who hides what they did: without a gap in the numbers. */
function renumbered(entries: readonly AuditEntry[]): AuditEntry[] {
  return entries.map((entry, index) => ({ ...entry, seq: index + 1 }));
}

function withAt(index: number, entry: AuditEntry): AuditEntry[] {
  return WHOLE.map((one, other) => (other === index ? entry : one));
}

function at(index: number): AuditEntry {
  const entry = WHOLE[index];
  if (entry === undefined) throw new Error(`no record at ${index}`);
  return entry;
}

describe("one change of a sealed journal is found, named, and called what it is", () => {
  test("control: as it was written it is good, whole or only its audited part", () => {
    expect(verify(WHOLE)).toMatchObject({ ok: true, audited: PLACES.length, seals: 2, unsealed: 0 });
    const entries = WHOLE.filter(({ type }) => isAudited(type) || type === "audit.sealed");
    expect(verifyAudit({ worker: ID, entries, complete: false }, TOOLS)).toMatchObject({
      ok: true,
      seals: 2,
    });
  });

  test("changed: what it says, when it was, in which version", () => {
    const changes: ((entry: AuditEntry) => AuditEntry)[] = [
      (entry) => ({ ...entry, data: { ...entry.data, more: true } }),
      (entry) => ({ ...entry, at: "2026-01-01T09:00:00.000Z" }),
      (entry) => ({ ...entry, v: entry.v + 1 }),
    ];
    fc.assert(
      fc.property(place, fc.constantFrom(...changes), (index, change) => {
        const { broken } = verify(withAt(index, change(at(index))));
        expect(broken).toMatchObject({ kind: "changed", seq: index + 1 });
      }),
    );
  });

  test("removed: with the gap that it leaves, or with the numbers after it made to fit", () => {
    fc.assert(
      fc.property(place, fc.boolean(), (index, hides) => {
        const left = WHOLE.filter((_, other) => other !== index);
        const { broken } = verify(hides ? renumbered(left) : left);
        expect(broken).toMatchObject({ kind: "removed", seq: index + 1 });
      }),
    );
  });

  test("inserted: a new record, or one that is there a second time", () => {
    const answer: AuditEntry = {
      ...at(0),
      type: "approval.answered",
      v: 1,
      data: { approval: "a", call: "a", digest: "d", answer: "approve", by: "mallory", surface: "cli" },
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: WHOLE.length - 1 }), fc.option(place), (index, copied) => {
        const foreign = copied === null ? answer : at(copied);
        const { broken } = verify(renumbered(WHOLE.toSpliced(index, 0, foreign)));
        expect(broken?.kind).toBe("inserted");
        const isCopyOfNext = copied !== null && copied >= index - 1 && copied <= index + 1;
        if (!isCopyOfNext) expect(broken?.seq).toBe(index + 1);
      }),
    );
  });

  test("reordered: two records that changed places, with their times or without", () => {
    fc.assert(
      fc.property(place, place, fc.boolean(), (one, other, withTime) => {
        const [first, second] = [at(Math.min(one, other)), at(Math.max(one, other))];
        fc.pre(canonicalJson([first.type, first.data]) !== canonicalJson([second.type, second.data]));
        const swapped = WHOLE.map((entry) => {
          if (entry !== first && entry !== second) return entry;
          const { seq, at: time, ...content } = entry === first ? second : first;
          return { ...content, seq: entry.seq, at: withTime ? time : entry.at };
        });
        expect(verify(swapped).broken).toMatchObject({ kind: "reordered", seq: first.seq });
      }),
    );
  });

  test("a record that is not audited cannot be taken out or put in before a seal either", () => {
    const plain = WHOLE.findIndex(({ type }) => type === "driver.claimed");
    const without = renumbered(WHOLE.toSpliced(plain, 1));
    expect(verify(without).broken).toMatchObject({ kind: "removed", seq: plain + 2 });
    const twice = renumbered(WHOLE.toSpliced(plain, 0, at(plain)));
    expect(verify(twice).broken).toMatchObject({ kind: "inserted" });
    const swapped = renumbered(WHOLE.toSpliced(plain, 2, at(plain + 1), at(plain)));
    expect(verify(swapped).broken).toMatchObject({ kind: "reordered", seq: plain + 2 });
  });
});

describe("a seal", () => {
  const seals = WHOLE.flatMap(({ type }, index) => (type === "audit.sealed" ? [index] : []));
  const [first = 0, last = 0] = seals;

  test("that was changed or signed by nobody is a bad signature", () => {
    const { data } = at(first);
    const forged = withAt(first, { ...at(first), data: { ...data, signature: "AAAA" } });
    expect(verify(forged).broken).toMatchObject({ kind: "bad-signature", seq: first + 1 });
    const later = withAt(first, { ...at(first), at: "2026-01-01T09:00:00.000Z" });
    expect(verify(later).broken).toMatchObject({ kind: "bad-signature", seq: first + 1 });
  });

  test("that is not there is missed by the next one, and by whoever sees that the worker rests", () => {
    expect(verify(renumbered(WHOLE.toSpliced(first, 1))).broken).toMatchObject({ kind: "removed" });
    const cut = WHOLE.slice(0, last);
    expect(verify(cut).broken).toMatchObject({ kind: "unsealed", seq: last });
  });

  test("of another key is refused once the keys are known, and only then", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const mallory = createAuditor(privateKey, sha256Hasher);
    expect(verify(WHOLE, { keys: [keyOf(at(first))] })).toMatchObject({ ok: true });
    const other = mallory.seal({ worker: ID, at: "2026-01-01T00:00:00.000Z", place: 1 }, NOTHING_AUDITED);
    expect(verify(WHOLE, { keys: [other.key] }).broken).toMatchObject({ kind: "bad-signature" });
  });

  const keyOf = ({ data }: AuditEntry) => String(data["key"]);

  test("cannot be spared by pretending that it was made elsewhere, or that the journal is a copy's", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const mallory = createAuditor(privateKey, sha256Hasher);
    const ours = { keys: [keyOf(at(first))], trustsBeforeImport: true };
    const forged = entriesOf(sealedJournal(LIFE, mallory));
    const seq = forged.length + 1;
    const time = at(0).at;
    const imported = { seq, at: time, type: "worker.imported", v: 1, data: { from: { format: "legate" } } };
    expect(verify([...forged, imported], ours).broken).toMatchObject({ kind: "unsealed", seq });
    const copied = { ...imported, type: "worker.forked", data: { from: ID } };
    const entries = [...WHOLE, { ...copied, seq: WHOLE.length + 1 }];
    const grafted = verifyAudit({ worker: "worker_other", entries, complete: true }, TOOLS, ours);
    expect(grafted.broken).toMatchObject({ kind: "unsealed" });
  });

  test("of another worker does not count", () => {
    const stolen = verifyAudit({ worker: "worker_other", entries: WHOLE, complete: true }, TOOLS);
    expect(stolen.broken).toMatchObject({ kind: "bad-signature" });
  });
});

test("an answer, a narrowing or a rest that nobody sealed is not taken for the tail of a life", () => {
  const unsealed = [
    ["approval.answered", { approval: "a", call: "a", digest: "d", answer: "approve", by: "mallory" }],
    ["budget.raised", { limits: {}, by: "mallory" }],
    ["worker.completed", { result: "done" }],
  ] as const;
  for (const [type, data] of unsealed) {
    const last = { ...at(0), seq: WHOLE.length + 1, type, data };
    expect(verify([...WHOLE, last]).broken, type).toMatchObject({ kind: "unsealed", seq: last.seq });
  }
});

describe("what a chain cannot show by itself", () => {
  const firstSeal = WHOLE.findIndex(({ type }) => type === "audit.sealed");

  test("is that it was cut at an older seal: only a head that was kept elsewhere tells", () => {
    const { head } = verify(WHOLE);
    const cut = WHOLE.slice(0, firstSeal + 1);
    expect(verify(cut).ok).toBe(true);
    expect(verify(cut, { head: head ?? "" }).broken).toMatchObject({ kind: "other-head" });
    expect(verify(WHOLE, { head: verify(cut).head ?? "" }).ok, "control: it grew since").toBe(true);
  });

  test("is what comes after the last seal: that is counted as unsealed", () => {
    const told: AuditEntry = {
      ...at(0),
      seq: WHOLE.length + 1,
      type: "input.received",
      v: 1,
      data: { input: "i", mode: "cycle", text: "t", by: "mallory" },
    };
    expect(verify([...WHOLE, told])).toMatchObject({ ok: true, unsealed: 1 });
  });
});
