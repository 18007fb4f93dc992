import { sha256Hasher } from "../../adapters/node/hasher.ts";
import { auditTools } from "../../adapters/signing/audit-tools.ts";
import { auditKey } from "../../adapters/signing/key-file.ts";
import { publicKeyText } from "../../adapters/signing/public-key.ts";
import { cutShort, reportedPlaces } from "../../core/audit/cut-short.ts";
import type { AuditExpectations } from "../../core/audit/expectations.ts";
import { verifyAudit } from "../../core/audit/verify.ts";
import { isFailure } from "../../ports/failure.ts";
import type { Legate } from "../../runtime/legate.ts";
import { badInput } from "../bad-input.ts";
import type { CommandCall } from "../command.ts";
import type { CliContext } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { fileNamed } from "../file-named.ts";
import type { Flags } from "../flags.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderFindings } from "../render/audit-findings.ts";
import type { FoundJournal, JudgedJournal } from "./found-journal.ts";
import { givenKeys } from "./given-keys.ts";
import { liveJournals } from "./live-journals.ts";
import { readAuditFile } from "./read-audit-file.ts";

/** Compares journals with their seals: those of the state directory, one of them, or the one in a file. */
export async function verifyAudits({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [, named] = flags.positionals;
  const head = flags.text("head");
  if (head !== undefined && named === undefined)
    throw badInput("--head is the head of one worker; name it, or its file.");
  const given = { ...(await givenKeys(flags, context)), ...(head === undefined ? {} : { head }) };
  const file = named === undefined ? undefined : await fileNamed(named, context);
  const judged =
    file === undefined ? await verifyLive(context, flags, given) : [judge(await readAuditFile(file), given)];
  const ok = judged.every((one) => one.ok);
  if (output.json) output.resultJson({ ok, workers: judged });
  else output.result(renderFindings(judged, output.style));
  return ok ? EXIT.ok : EXIT.failed;
}

async function verifyLive(
  context: CliContext,
  flags: Flags,
  given: AuditExpectations,
): Promise<readonly JudgedJournal[]> {
  const [, named] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const { privateKey, handovers } = await auditKey(opened.stateDir);
  const keys = [...handovers.map(({ from }) => from), publicKeyText(privateKey)];
  const own = { keys, trustsBeforeImport: true };
  const reported = new Map(named === undefined ? [] : await reportedByParent(opened.legate, named));
  const judged: JudgedJournal[] = [];
  for await (const journal of liveJournals(opened.legate, named)) {
    for (const [child, seq] of reportedPlaces(journal.entries)) reported.set(child, seq);
    judged.push(judge(journal, { ...own, ...given }, reported.get(journal.worker)));
  }
  return judged;
}

/** What the parent of one worker was told of its children; nothing where there is none any more. */
async function reportedByParent(legate: Legate, worker: string): Promise<ReadonlyMap<string, number>> {
  const parent = (await legate.roster(worker))[0]?.parent ?? null;
  if (parent === null) return new Map();
  try {
    for await (const { entries } of liveJournals(legate, parent)) return reportedPlaces(entries);
  } catch (error) {
    if (!isFailure(error, "unknown-worker")) throw error; // removed for good
  }
  return new Map();
}

/** A parent is older than its children, so its journal is read before theirs. */
function judge(journal: FoundJournal, expected: AuditExpectations, reported?: number): JudgedJournal {
  const { worker, name, entries, unreadable } = journal;
  const finding = verifyAudit(journal, auditTools(sha256Hasher), expected);
  const broken = unreadable ?? finding.broken ?? cutShort(entries, reported);
  return { worker, name, ...finding, ok: broken === undefined, ...(broken === undefined ? {} : { broken }) };
}
