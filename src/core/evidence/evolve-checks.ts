import type { CallRecord, ExactCall } from "../journal/call-record.ts";
import { levelWithin } from "../policy/side-effect-level.ts";
import { verifiesByExitCode } from "../worker/node-call.ts";
import type { Worker } from "../worker/worker.ts";
import { keptState } from "../workspace/kept-state.ts";
import { type CheckRun, checkOf, keptAs, outdated, withCheck } from "./checks.ts";

type Checks = readonly CheckRun[];

/** The checks after a call: it was one, or it may have changed the files of those before it. */
export function checksAfterCall(worker: Worker, exact: ExactCall, record: CallRecord): Checks {
  const { checks, workspace } = worker;
  if (record.type !== "call.finished" && record.type !== "call.outcome_unknown") return checks;
  if (levelWithin(exact.level, "read_only")) return checks;
  const run = checkOf(exact, record, declaredFor(worker, exact, record.call), workspace?.root);
  return run === undefined ? outdated(checks) : withCheck(checks, run);
}

/** What the request declares, and the command of a verification of its workflow. */
function declaredFor({ request, run }: Worker, exact: ExactCall, call: string) {
  const declared = request.verify ?? [];
  const { argv } = exact.arguments;
  if (run === undefined || !Array.isArray(argv) || !verifiesByExitCode(run.graph, call)) return declared;
  return [...declared, argv.map(String)];
}

/** The checks after the files were looked at. Without git nothing was kept. */
export function checksKept({ checks, workspace, checkpoint }: Worker): Checks {
  const git = workspace?.git;
  return git === undefined ? checks : keptAs(checks, keptState(git, checkpoint).tree);
}

/** The checks while children act: only a folder of the caller's is theirs, too. */
export function checksBesideChildren({ checks, workspace }: Worker): Checks {
  return workspace?.kind === "directory" ? outdated(checks) : checks;
}
