import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import type { LandingRequest } from "../../../core/landing/landing.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { LandingSubject, Landings } from "../../../ports/landings.ts";
import type { Sandbox } from "../../../ports/sandbox.ts";
import { gitOf } from "../checkpoint.ts";
import { type FoundRepository, findRepository } from "../find-repository.ts";
import { withLock } from "../repository-lock.ts";
import { stateLayout } from "../state-layout.ts";
import { compareWork } from "./compare-work.ts";
import { computeLanding } from "./compute-landing.ts";
import { computeUndo } from "./compute-undo.ts";
import type { ComputedLanding } from "./computed-landing.ts";
import type { ConfigHome } from "./identity.ts";
import { landReady } from "./land-ready.ts";
import type { LandingContext } from "./landing-context.ts";
import { patchOf } from "./patch.ts";
import { settleLanding } from "./settle.ts";
import { workRepository } from "./work-repository.ts";
import { type Workbench, withWorkbench } from "./workbench.ts";

export interface GitLandingsOptions {
  /** Absolute; the one in which the workspaces are. */
  readonly stateDir: string;
  readonly sandbox: Sandbox;
  /** For the dates of commits. @default the machine's clock */
  readonly clock?: Pick<Clock, "now">;
  /** Where the user's own git configuration lies. @default his home directory */
  readonly configHome?: ConfigHome;
}

/** Landing with git: computed in the vault, then written by a sandboxed git that sees the target and nothing else. */
export function createGitLandings(options: GitLandingsOptions): Landings {
  const context: LandingContext = {
    layout: stateLayout(options.stateDir),
    sandbox: options.sandbox,
    now: () => options.clock?.now() ?? new Date().toISOString(),
    configHome: options.configHome ?? { home: homedir() },
  };
  return {
    plan: (subject, request, { signal }) =>
      withWorkbench(context, gitOf(subject.workspace).vault, signal, async (bench) => {
        return (await compute(context, bench, subject, request, signal)).report;
      }),
    land: async (subject, request, intend, { signal }) =>
      onTarget(context, await repositoryOf(subject, request), signal, () =>
        withWorkbench(context, gitOf(subject.workspace).vault, signal, async (bench) => {
          const { report, ready } = await compute(context, bench, subject, request, signal);
          return ready === undefined ? report : landReady(context, bench, { report, ready, intend });
        }),
      ),
    settle: async (_worker, landing, { signal }) =>
      onTarget(context, await findRepository(landing.repo), signal, () =>
        settleLanding(context.sandbox, landing, signal),
      ),
    patch: (subject, request, { signal }) =>
      withWorkbench(context, gitOf(subject.workspace).vault, signal, (bench) =>
        patchOf(context, bench, subject, request, signal),
      ),
    compare: (one, other, { signal }) =>
      withWorkbench(context, gitOf(one.workspace).vault, signal, (bench) => compareWork(bench, one, other)),
  };
}

function compute(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  request: LandingRequest,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  return request.do === "land"
    ? computeLanding(context, bench, subject, request, signal)
    : computeUndo(context, bench, subject, request, signal);
}

function repositoryOf(
  { workspace, landed }: LandingSubject,
  request: LandingRequest,
): Promise<FoundRepository> {
  const named = request.do === "land" ? request.into : undefined;
  const last = request.do === "land" ? undefined : landed.at(-1)?.repo;
  return workRepository(named ?? last ?? gitOf(workspace).repo, named !== undefined);
}

/** One at a time per repository: that is a target or more, since a checkout may follow any of its branches. */
async function onTarget<Value>(
  { layout }: LandingContext,
  { commonDir }: FoundRepository,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const name = createHash("sha256").update(commonDir).digest("hex").slice(0, 32);
  return withLock(join(layout.locks, `landing-${name}`), signal, work);
}
