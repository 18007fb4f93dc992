import { sha256Hasher } from "../../adapters/node/hasher.ts";
import { auditTools } from "../../adapters/signing/audit-tools.ts";
import { verifyAudit } from "../../core/audit/verify.ts";
import { auditEntryOf } from "../../wire/audit-entry.ts";
import type { CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { shortId } from "../render/short-id.ts";

/** Seals one worker's journal now, and prints the head, to be kept elsewhere. */
export async function sealAudit({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [, named = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const { id, name } = await opened.legate.seal(named);
  const entries = (await opened.legate.records(id)).map(auditEntryOf);
  const { head, sealedAt } = verifyAudit({ worker: id, entries, complete: true }, auditTools(sha256Hasher));
  if (output.json) output.resultJson({ worker: id, head, sealedAt });
  else output.result([`${oneLine(name)} (${shortId(id)}): sealed up to record ${sealedAt}, head ${head}`]);
  return EXIT.ok;
}
