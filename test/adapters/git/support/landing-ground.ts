import { createGitLandings } from "../../../../src/adapters/git/landing/landings.ts";
import type { WorkerId } from "../../../../src/core/ids.ts";
import type { Landing, LandingRequest, LandRequest } from "../../../../src/core/landing/landing.ts";
import { keptState } from "../../../../src/core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace } from "../../../../src/core/workspace/workspace.ts";
import type { LandingReport, LandingSubject, Landings } from "../../../../src/ports/landings.ts";
import type { Sandbox } from "../../../../src/ports/sandbox.ts";
import { aWorker, aWorktree, type Ground, sandboxFor } from "./ground.ts";

/** A worker with a checkout, and what a test lets it do and land. */
export interface Delegate {
  readonly worker: WorkerId;
  readonly opened: OpenedWorkspace;
  /** Its files are changed by this, then kept. */
  readonly work: (change: (root: string) => void) => Promise<void>;
  readonly subject: (more?: Partial<LandingSubject>) => LandingSubject;
  readonly plan: (request?: Partial<LandRequest>, more?: Partial<LandingSubject>) => Promise<LandingReport>;
  readonly land: (request?: Partial<LandRequest>, more?: Partial<LandingSubject>) => Promise<LandingReport>;
  readonly undo: () => Promise<LandingReport>;
  /** What landed and was not taken back. */
  readonly landed: Landing[];
}

export function landingsFor(ground: Ground, sandbox = sandboxFor(ground.stateDir)): Landings {
  return createGitLandings({
    stateDir: ground.stateDir,
    sandbox,
    configHome: { home: "/nonexistent" },
  });
}

export const asked = (request: Partial<LandRequest> = {}): LandRequest => ({
  do: "land",
  strategy: "squash",
  accepted: [],
  ...request,
});

export async function aDelegate(
  ground: Ground,
  spec: Parameters<typeof aWorktree>[1] = {},
  landings: Landings = landingsFor(ground),
): Promise<Delegate> {
  const worker = aWorker();
  const opened = await ground.workspaces.open(aWorktree(ground.repo, spec), worker, {});
  const { git } = opened;
  if (git === undefined) throw new Error("a worktree has a vault");
  let last: Checkpoint | undefined;
  let seq = 0;
  const landed: Landing[] = [];
  const subject = (more: Partial<LandingSubject> = {}): LandingSubject => ({
    worker,
    task: "Fix the shop\nand more",
    model: "scripted:fix",
    workspace: opened,
    head: keptState(git, last),
    landed,
    rules: [],
    ...more,
  });
  const carryOut = async (request: LandingRequest, more: Partial<LandingSubject>) => {
    let begun: Landing | undefined;
    const intend = async (landing: Landing) => {
      begun = landing;
    };
    const report = await landings.land(subject(more), request, intend, {});
    if (report.refusal !== null || begun === undefined) return report;
    if (begun.undoes === undefined) landed.push(begun);
    else
      landed.splice(
        landed.findIndex(({ to }) => to === begun?.undoes),
        1,
      );
    return report;
  };
  return {
    worker,
    opened,
    landed,
    subject,
    work: async (change) => {
      change(opened.root);
      seq += 1;
      last = (await ground.workspaces.checkpoint(opened, worker, { seq, last }, {})) ?? last;
    },
    plan: (request, more = {}) => landings.plan(subject(more), asked(request), {}),
    land: (request, more = {}) => carryOut(asked(request), more),
    undo: () => carryOut({ do: "undo" }, {}),
  };
}

/** Everything in the sandbox dies at once where the writing script comes to this line, as with its machine. */
const DIES = "kill -9 -1; kill -9 $$";

export function dyingBefore(ground: Ground, line: string | RegExp): Sandbox {
  const { run, report } = sandboxFor(ground.stateDir);
  return {
    report,
    run: (command, options) => {
      if (command.env["LEGATE_CHANGE"] === undefined) return run(command, options);
      const [shell = "", flag = "", script = "", ...more] = command.argv;
      const cut = script.replace(line, (found) => `${DIES}\n${found}`);
      if (cut === script) throw new Error("no line of the script is like this");
      return run({ ...command, argv: [shell, flag, cut, ...more] }, options);
    },
  };
}
