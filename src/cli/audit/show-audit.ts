import { type AuditRow, auditTrail } from "../../core/audit/trail.ts";
import type { CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { shortId } from "../render/short-id.ts";
import type { Style } from "../render/style.ts";

/** Prints the audited records of one worker, a line each; with `--json` an array and the session they belong to. */
export async function showAudit({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [, worker = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const { id, name, session } = await opened.legate.get(worker);
  const rows = auditTrail(await opened.legate.records(id));
  if (output.json) output.resultJson({ worker: id, name, session, rows });
  else output.result(rows.map((row) => lineOf(row, output.style)));
  return EXIT.ok;
}

function lineOf({ seq, at, who, what, rule, surface, sealed }: AuditRow, style: Style): string {
  const by = who.startsWith("worker_") ? shortId(who) : oneLine(who, 40);
  const through = surface === null ? "" : ` through ${oneLine(surface, 40)}`;
  const because = rule === null ? "" : style.dim(`  [${oneLine(rule, 120)}]`);
  const open = sealed ? "" : style.attention("  (not sealed yet)");
  return `${String(seq).padStart(5)}  ${style.dim(at)}  ${style.bold(by)}${through}  ${oneLine(what, 160)}${because}${open}`;
}
