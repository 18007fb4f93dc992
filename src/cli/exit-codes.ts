import type { LandingRefusal } from "../core/landing/landing.ts";
import type { StatusName, WaitingOn } from "../core/worker/status.ts";
import type { FailureCode } from "../ports/failure.ts";

/** What the shell is told. The whole table; a released number never changes its meaning. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badInput: 2,
  needsPerson: 3,
  limit: 4,
  denied: 5,
  noSandbox: 6,
  stopped: 7,
  lostToOther: 75,
  interruptedBySignal: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_FAILURE: Readonly<Record<FailureCode, ExitCode>> = {
  "bad-input": EXIT.badInput,
  "unknown-worker": EXIT.badInput,
  "ambiguous-worker": EXIT.badInput,
  "unknown-model": EXIT.badInput,
  "model-key-missing": EXIT.badInput,
  "name-taken": EXIT.badInput,
  "repository-unusable": EXIT.badInput,
  "state-dir-unusable": EXIT.badInput,
  denied: EXIT.denied,
  "not-allowed-now": EXIT.failed,
  "store-unavailable": EXIT.failed,
  "store-too-new": EXIT.failed,
  "store-corrupt": EXIT.failed,
  "disk-full": EXIT.failed,
  "workspace-conflict": EXIT.failed,
  "git-failed": EXIT.failed,
  closed: EXIT.failed,
  "queue-full": EXIT.limit,
  "timed-out": EXIT.limit,
  "sandbox-unavailable": EXIT.noSandbox,
  "stale-seq": EXIT.lostToOther,
  "stale-epoch": EXIT.lostToOther,
  "inbox-not-empty": EXIT.lostToOther,
  "driver-lost": EXIT.lostToOther,
  aborted: EXIT.interruptedBySignal,
};

const BY_STATUS: Readonly<Record<Exclude<StatusName, "waiting">, ExitCode>> = {
  // Seen only when the time to wait ran out.
  queued: EXIT.limit,
  running: EXIT.limit,
  completed: EXIT.ok,
  failed: EXIT.failed,
  cancelled: EXIT.stopped,
  interrupted: EXIT.stopped,
};

const BY_WAIT: Readonly<Record<WaitingOn, ExitCode>> = {
  approval: EXIT.needsPerson,
  input: EXIT.needsPerson,
  child: EXIT.limit,
  timer: EXIT.limit,
  budget: EXIT.limit,
  limit: EXIT.limit,
};

export function exitCodeOfFailure(code: FailureCode): ExitCode {
  return BY_FAILURE[code];
}

/** What a worker's present state says to the shell. A worker that failed because it was denied says 5. */
export function exitCodeOfWorker(worker: {
  readonly status: StatusName;
  readonly waitingOn: WaitingOn | null;
  readonly failure: string | null;
}): ExitCode {
  if (worker.status === "waiting") return BY_WAIT[worker.waitingOn ?? "input"];
  if (worker.status === "failed" && isFailureCode(worker.failure)) return exitOfFailedWorker(worker.failure);
  return BY_STATUS[worker.status];
}

/** A worker that failed is a failure, whatever it was about; what kept it from acting at all has its own number. */
function exitOfFailedWorker(code: FailureCode): ExitCode {
  return code === "denied" || code === "sandbox-unavailable" ? BY_FAILURE[code] : EXIT.failed;
}

const BY_REFUSAL: Readonly<Record<LandingRefusal, ExitCode>> = {
  "nothing-to-land": EXIT.ok,
  conflicts: EXIT.failed,
  "dirty-target": EXIT.failed,
  "moved-target": EXIT.failed,
  "busy-target": EXIT.failed,
  "no-target": EXIT.badInput,
  "not-landable": EXIT.failed,
  "not-accepted": EXIT.needsPerson,
  denied: EXIT.denied,
  failed: EXIT.failed,
  unknown: EXIT.failed,
};

/** What became of a landing, to the shell; a dry run says what the landing would. */
export function exitCodeOfLanding({
  refusal,
}: {
  readonly refusal: { readonly code: LandingRefusal } | null;
}): ExitCode {
  return refusal === null ? EXIT.ok : BY_REFUSAL[refusal.code];
}

function isFailureCode(code: string | null): code is FailureCode {
  return code !== null && Object.hasOwn(BY_FAILURE, code);
}

/** Which of several codes to give when workers ended differently: the most serious. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [1, 6, 5, 75, 7, 4, 3, 130, 2, 0];
  return order.find((code) => codes.includes(code)) ?? EXIT.ok;
}
