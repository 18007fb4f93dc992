import { flagPaths } from "../../../core/landing/land-rules.ts";
import type { Landing, Person } from "../../../core/landing/landing.ts";
import type {
  LandingRefused,
  LandingReport,
  LandingSubject,
  MergeConflict,
} from "../../../ports/landings.ts";
import { diffCommits } from "../diff.ts";
import type { FoundTarget } from "./find-target.ts";
import { inTheWay } from "./in-the-way.ts";
import type { LandingContext } from "./landing-context.ts";
import { touchedPaths } from "./touched-paths.ts";
import { whyUnlandable } from "./unlandable.ts";
import { benchObjects, type Workbench } from "./workbench.ts";

/** A landing as far as it can be known without writing anything. */
export interface ComputedLanding {
  readonly report: LandingReport;
  /** Absent when the report refuses. */
  readonly ready?: ReadyLanding;
  /** The commit that it would be, as long as there is one, whether it may be written or not. */
  readonly commit?: string;
}

export interface ReadyLanding {
  readonly target: FoundTarget;
  readonly landing: Landing;
  readonly committer: Person;
  /** What the target lacks, as revisions for `pack-objects`; none when it has all. */
  readonly lacks: readonly string[];
  readonly reason: string;
}

/** Nothing to write, and why. */
export function refusedLanding(
  strategy: LandingReport["strategy"],
  target: FoundTarget | null,
  refusal: LandingRefused,
  more: Partial<LandingReport> = {},
): ComputedLanding {
  return { report: { ...emptyReport(strategy, target), ...more, refusal } };
}

export function conflicting(
  strategy: LandingReport["strategy"],
  target: FoundTarget,
  conflicts: readonly MergeConflict[],
): ComputedLanding {
  const count = conflicts.length === 1 ? "1 path" : `${conflicts.length} paths`;
  const reason = `${count} conflict with ${target.branch}; let the worker take that in, land the others alone (-- PATH…), or land onto a branch of its own (--onto) and merge by hand.`;
  return refusedLanding(strategy, target, { code: "conflicts", reason }, { conflicts });
}

/** Looks at what would change, where, and under which rules. */
export async function checkedLanding(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  change: { readonly from: string; readonly to: string; readonly accepted: readonly string[] },
  ready: ReadyLanding,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  const { target, landing } = ready;
  const { from, to } = change;
  const touched = await touchedPaths(bench, from, to);
  const { files } = await diffCommits(bench.vault, from, to, benchObjects(bench));
  const paths = touched.map(({ path }) => path);
  const isUndo = landing.strategy === "undo";
  const flagged = isUndo ? [] : flagPaths(paths, subject.rules, change.accepted);
  const { checkedOut } = target;
  const unlandable = await whyUnlandable(bench, to, touched, target.checkout);
  const dirty =
    checkedOut === null ? [] : await inTheWay(context.sandbox, checkedOut, touched, bench.scratch, signal);
  const report: LandingReport = {
    ...emptyReport(landing.strategy, target),
    commit: landing.to,
    files,
    flagged,
    inTheWay: dirty,
  };
  const refusal = noRepository(bench, target) ?? refusalFor(report, unlandable);
  if (refusal === undefined) return { report, ready, commit: to };
  return { report: { ...report, commit: null, refusal }, commit: to };
}

/** A worker that was brought here without a repository has a vault in its place, where nobody looks for work. */
function noRepository({ vault }: Workbench, { found }: FoundTarget): LandingRefused | undefined {
  if (found.commonDir !== vault) return undefined;
  const reason = `${found.top} is not a repository of yours: the worker was brought here without one. Name a clone of it with --into, or take its work as a patch: legate land --strategy patch.`;
  return { code: "no-target", reason };
}

function emptyReport(strategy: LandingReport["strategy"], found: FoundTarget | null): LandingReport {
  const target =
    found === null
      ? null
      : { repo: found.repo, branch: found.branch, ref: found.ref, tip: found.tip, checkout: found.checkout };
  return {
    strategy,
    target,
    commit: null,
    files: [],
    flagged: [],
    conflicts: [],
    inTheWay: [],
    refusal: null,
  };
}

/** The first of the reasons, those first that no answer of a person changes. */
function refusalFor(report: LandingReport, unlandable: string | undefined): LandingRefused | undefined {
  const { flagged, inTheWay: dirty, target } = report;
  const denied = flagged.find(({ decision }) => decision === "deny");
  if (denied !== undefined)
    return {
      code: "denied",
      reason: `${denied.path} may not land: ${denied.rule}. Land the rest with -- PATH….`,
    };
  if (unlandable !== undefined) return { code: "not-landable", reason: unlandable };
  if (dirty.length > 0) {
    const reason = `${target?.branch} is checked out at ${target?.checkout}, where ${listed(dirty)} would be overwritten; commit or stash that, or land onto another branch (--onto).`;
    return { code: "dirty-target", reason };
  }
  const asked = flagged.filter(({ decision }) => decision === "ask").map(({ path }) => path);
  if (asked.length === 0) return undefined;
  return {
    code: "not-accepted",
    reason: `${listed(asked)} need a yes, since they run later; look at them, then say so with --accept ${asked.length === 1 ? "and that path" : "and each path"}.`,
  };
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}
