import type { Worker } from "../worker/worker.ts";
import { keptState } from "../workspace/kept-state.ts";
import { type CheckRun, failed, passed } from "./checks.ts";
import { claimsPassing } from "./claims-passing.ts";
import type { Verdict } from "./judgement.ts";

/** What is known of a worker's result beside what its model says. */
export interface Evidence {
  /** Null before there is a result. */
  readonly verdict: Verdict | null;
  readonly why: string;
  /** The result says that tests or checks pass. */
  readonly claimed: boolean;
  /** Trees of its files, where they are kept: what it began with, and what it has now. */
  readonly baseTree: string | null;
  readonly headTree: string | null;
  readonly checks: readonly (CheckRun & { readonly fresh: boolean })[];
}

/**
 * The rule, in this order. Checks are the commands that the request declares, or, when it declares none, the
 * last test command that ran.
 *
 * 1. The result says that they pass, and the last run of one exited with another code than 0: refuted.
 * 2. The last run of each exited with 0, and no file has changed since: verified.
 * 3. Otherwise: unverified.
 */
export function evidenceOf(worker: Worker): Evidence {
  const { status } = worker;
  const trees = treesOf(worker);
  const checks = worker.checks.map((run) => ({ ...run, fresh: isFresh(run, worker, trees.headTree) }));
  const claimed = status.status === "completed" && claimsPassing(status.result);
  const judged =
    status.status === "completed"
      ? judge(worker, checks, claimed)
      : { verdict: null, why: "there is no result" };
  return { ...judged, claimed, ...trees, checks };
}

type Check = Evidence["checks"][number];

function judge({ request }: Worker, checks: readonly Check[], claimed: boolean) {
  const declared = request.verify ?? [];
  const counted = declared.length > 0 ? checks.filter((run) => run.declared) : checks.slice(-1);
  const bad = counted.find(failed) ?? counted.find((run) => !passed(run));
  if (bad === undefined) return passedAll(counted, declared.length);
  const why = `${named(bad)} ${bad.exitCode === null ? "did not come to its end" : `exited with ${bad.exitCode}`}`;
  return claimed && failed(bad)
    ? { verdict: "refuted" as const, why: `it says that they pass, and ${why}` }
    : { verdict: "unverified" as const, why };
}

function passedAll(counted: readonly Check[], declared: number): Pick<Evidence, "verdict" | "why"> {
  if (counted.length === 0) return { verdict: "unverified", why: "no check was run" };
  if (counted.length < declared)
    return { verdict: "unverified", why: `${declared - counted.length} of its checks were not run` };
  const old = counted.find(({ fresh }) => !fresh);
  if (old !== undefined) return { verdict: "unverified", why: `files may have changed after ${named(old)}` };
  return {
    verdict: "verified",
    why: `${counted.map(named).join(", ")} exited with 0, and no file changed since`,
  };
}

function named({ argv, call }: CheckRun): string {
  return `${argv.join(" ").slice(0, LONGEST_COMMAND)} (${call})`;
}

const LONGEST_COMMAND = 80;

/** The files are those that it saw. */
function isFresh({ tree, stale, call }: CheckRun, { unsaved }: Worker, headTree: string | null): boolean {
  if (stale) return false;
  return tree === undefined
    ? unsaved.every((one) => one === call)
    : unsaved.length === 0 && tree === headTree;
}

function treesOf({ workspace, checkpoint }: Worker): Pick<Evidence, "baseTree" | "headTree"> {
  const git = workspace?.git;
  if (git === undefined) return { baseTree: null, headTree: null };
  return { baseTree: keptState(git, undefined).tree, headTree: keptState(git, checkpoint).tree };
}
