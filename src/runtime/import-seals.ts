import type { AuditFinding } from "../core/audit/finding.ts";
import type { Auditor } from "../ports/auditor.ts";
import { LegateError } from "../ports/failure.ts";
import type { ReadImport } from "./read-import.ts";

/** Who sealed the journal of a file, and what a person should know of that. */
export interface ImportSeals {
  readonly sealedBy: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Holds the journal of a file against its seals. Rejects with `bad-input` and the first place at which it is not
 * what was sealed, or sealed with none of `keys`. One that was never sealed at all, as those of older releases, is
 * taken with a note, unless keys are asked for.
 */
export function importSeals(
  auditor: Auditor,
  { worker, records }: ReadImport,
  keys?: readonly string[],
): ImportSeals {
  const isSealed = records.some(({ record }) => record.type === "audit.sealed");
  if (!isSealed && keys === undefined) return { sealedBy: [], notes: [NEVER_SEALED] };
  const found = auditor.verify({ worker: worker.id, records }, keys);
  if (!isSealed || found.broken !== undefined) throw notAsSealed(found);
  return { sealedBy: found.keys, notes: [sealedNote(found)] };
}

const NEVER_SEALED = "nothing of its journal was ever sealed, so nobody vouches for what it says";

function sealedNote({ sealedAt, keys, unsealed }: AuditFinding): string {
  const tail = unsealed === 0 ? "" : `; the last ${unsealed} audited records are not sealed`;
  return `its journal is as it was sealed up to record ${sealedAt}, with ${keys.join(" and ")}${tail}`;
}

function notAsSealed({ broken }: AuditFinding): LegateError {
  const what =
    broken === undefined
      ? "nothing of it was ever sealed"
      : `record ${broken.seq}: ${broken.kind.replaceAll("-", " ")}: ${broken.why}`;
  const message = `The export cannot be imported: its journal is not what was sealed (${what}). Nothing was taken; export it again.`;
  return new LegateError("bad-input", message, { details: broken === undefined ? {} : { broken } });
}
