import { resolve } from "node:path";
import { writeNewFile } from "../../adapters/files/new-file.ts";
import { isAudited } from "../../core/audit/audited.ts";
import { auditEntryOf } from "../../wire/audit-entry.ts";
import { printAuditFile } from "../../wire/audit-lines.ts";
import type { CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { counted } from "../render/quantities.ts";
import { shortId } from "../render/short-id.ts";

/** Writes the audited records of one worker and their seals into a file that is not there yet. */
export async function exportAudit({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [, worker = "", named = ""] = flags.positionals;
  const file = resolve(context.cwd, named);
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const { id, name } = await opened.legate.get(worker);
  const entries = (await opened.legate.records(id))
    .map(auditEntryOf)
    .filter(({ type }) => isAudited(type) || type === "audit.sealed");
  await writeNewFile(file, (handle) => handle.writeFile(printAuditFile({ worker: id, name, entries })));
  if (output.json) output.resultJson({ file, worker: id, records: entries.length });
  else
    output.result([
      `${oneLine(name)} (${shortId(id)}): ${counted(entries.length, "record")} in ${oneLine(file)}`,
    ]);
  return EXIT.ok;
}
