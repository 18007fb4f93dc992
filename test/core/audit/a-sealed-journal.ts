import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { auditTools } from "../../../src/adapters/signing/audit-tools.ts";
import { createKnownKeyAuditor } from "../../../src/adapters/signing/known-key-auditor.ts";
import type { AuditEntry } from "../../../src/core/audit/chain.ts";
import { isMomentToSeal } from "../../../src/core/audit/moments.ts";
import { verifyAudit } from "../../../src/core/audit/verify.ts";
import type { StoredRecord, WorkerRecord } from "../../../src/core/journal/record.ts";
import { evolve } from "../../../src/core/worker/evolve.ts";
import type { Worker } from "../../../src/core/worker/worker.ts";
import type { Auditor } from "../../../src/ports/auditor.ts";
import { auditEntryOf } from "../../../src/wire/audit-entry.ts";
import { answered, asked, BORN, claimed, decided, finished, ID, intended } from "../worker/a-worker.ts";

export const TOOLS = auditTools(sha256Hasher);

const KNOWN = createKnownKeyAuditor(sha256Hasher);

/** The records in their places, sealed where the runtime seals them: by the first of these first, by the last from there on. */
export function sealedJournal(
  records: readonly WorkerRecord[],
  ...auditors: readonly Pick<Auditor, "seal">[]
): StoredRecord[] {
  const left = [...auditors];
  const next = () => (left.length > 1 ? left.shift() : left[0]) ?? KNOWN;
  let worker: Worker | undefined;
  const journal: StoredRecord[] = [];
  const add = (record: WorkerRecord) => {
    const seq = journal.length + 1;
    const at = `2026-01-01T00:00:${String(seq % 60).padStart(2, "0")}.000Z`;
    const stored = { position: seq, worker: ID, seq, at, record };
    journal.push(stored);
    worker = evolve(worker, stored);
    return { at, worker };
  };
  for (const record of records) {
    const { worker: now } = add(record);
    if (!isMomentToSeal([record], now.audit)) continue;
    const place = journal.length + 1;
    const at = `2026-01-01T00:00:${String(place % 60).padStart(2, "0")}.000Z`;
    add(next().seal({ worker: ID, at, place }, now.audit));
  }
  return journal;
}

/** Two cycles with calls in both; each rest is sealed. */
export const LIFE: readonly WorkerRecord[] = [
  BORN,
  claimed(1),
  { type: "cycle.started", cycle: 1, input: "do it" },
  asked(),
  answered(1, ["a", "b"], "words"),
  decided("a", "read"),
  decided("b", "once"),
  intended("a", 1),
  finished("a"),
  intended("b", 1),
  finished("b"),
  asked(2),
  answered(2, [], "end"),
  { type: "worker.completed", result: "end" },
  { type: "input.received", input: "i1", mode: "cycle", text: "more", by: "ada" },
  { type: "cycle.started", cycle: 2, input: "more", inputs: ["i1"] },
  asked(3),
  answered(3, [], "again"),
  { type: "worker.completed", result: "again" },
];

export function entriesOf(journal: readonly StoredRecord[]): AuditEntry[] {
  return journal.map(auditEntryOf);
}

export function verify(entries: readonly AuditEntry[], expected: Parameters<typeof verifyAudit>[2] = {}) {
  return verifyAudit({ worker: ID, entries, complete: true }, TOOLS, expected);
}
