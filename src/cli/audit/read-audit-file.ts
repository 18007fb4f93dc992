import { openExport } from "../../adapters/files/export/open-export.ts";
import { readNamedText, readText } from "../../adapters/files/read-text.ts";
import type { AuditEntry } from "../../core/audit/chain.ts";
import { MOST_JOURNAL_BYTES } from "../../ports/worker-export.ts";
import { auditEntryOf } from "../../wire/audit-entry.ts";
import { parseAuditFile } from "../../wire/audit-lines.ts";
import { badInput } from "../bad-input.ts";
import type { FoundJournal } from "./found-journal.ts";

/** The journal in an export of a worker or of its audit. Rejects with `bad-input` for any other file. */
export async function readAuditFile(path: string): Promise<FoundJournal> {
  const exported = await openExport(path);
  if (exported === undefined) return readAuditLines(path);
  const entries: AuditEntry[] = [];
  for await (const part of exported.parts()) if (part.part === "record") entries.push(auditEntryOf(part));
  const { worker, name } = exported.about;
  return { worker, name, entries, complete: true };
}

async function readAuditLines(path: string): Promise<FoundJournal> {
  const text = await readText(path, { maxBytes: MOST_JOURNAL_BYTES });
  const file = parseAuditFile(text ?? (await readNamedText(path, "file")));
  if (file === undefined)
    throw badInput(`${path} is no export of Legate's; legate export and legate audit export make one.`, {
      path,
    });
  if ("problem" in file)
    throw badInput(`${path} cannot be read: ${file.problem}; export it again.`, { path });
  return { ...file, complete: false };
}
