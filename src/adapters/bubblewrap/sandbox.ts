import type { CommandLimits } from "../../core/worker/command-limits.ts";
import type { Sandbox, SandboxCommand, SandboxRunOptions } from "../../ports/sandbox.ts";
import { sandboxUnavailable } from "../../ports/sandbox-refusal.ts";
import { type BwrapSetup, FIRST_FILE_DESCRIPTOR } from "./bwrap-process.ts";
import { checkCommand, checkLimits } from "./check-command.ts";
import { inheritableDescriptors, nameless } from "./descriptors.ts";
import { etcFiles, type InsideFile } from "./etc-files.ts";
import { type FoundBwrap, findBwrap } from "./find-bwrap.ts";
import { findLimitKeeper, type LimitKeeper } from "./hold-command.ts";
import { readHostRoot } from "./host-root.ts";
import { keptReport } from "./kept-report.ts";
import { limitGaps, limitsInForce } from "./limits-in-force.ts";
import { OUTLET_MOUNTS } from "./outlet.ts";
import { stillPinned } from "./pinned-mount.ts";
import { type Confinement, type HandedFile, type ProfileBase, profile, profileBase } from "./profile.ts";
import { createRefusingSandbox, platformGap, untestedPart } from "./refusing-sandbox.ts";
import { realPathOf, resolveMounts } from "./resolve-mounts.ts";
import { runConfined } from "./run.ts";
import { seccompFilter } from "./seccomp-filter.ts";
import { type Confine, selfTest } from "./self-test.ts";
import { checkSystemRoot, placeTools, type ToolRoot } from "./tool-roots.ts";
import type { Visibility } from "./visible-paths.ts";

export interface BubblewrapOptions {
  /** Toolchains outside `/usr`, shown read-only to every command. @default none */
  readonly toolRoots?: readonly ToolRoot[];
  /** Host paths no command may see: the state directory above all. They need not exist yet. */
  readonly hidden: readonly string[];
  /** Folders within hidden ones of which single entries may be mounted: workspaces, vault objects. */
  readonly reveal?: readonly string[];
  /**
   * What each command may use up. One that is named here and cannot be held is a gap, and nothing runs;
   * the defaults are held as well as this machine can. @default `DEFAULT_COMMAND_LIMITS`
   */
  readonly limits?: Partial<CommandLimits>;
  /** Whether commands are put into control groups where that is possible. @default true */
  readonly useControlGroups?: boolean;
  /**
   * Told of each command's first process before the command may begin, and disposed of when all of it is
   * gone; answers nothing when no command may begin here any more, which then ends as aborted.
   * @default every command may
   */
  readonly admit?: (pid: number) => Disposable | undefined;
  /** Where to look for bubblewrap. @default /usr/bin/bwrap, /bin/bwrap, /usr/local/bin/bwrap */
  readonly bwrap?: readonly string[];
}

/**
 * The sandbox of Linux: bubblewrap with an allow-list root, a system-call filter, and limits. Where that is
 * impossible the answer is a sandbox that refuses and says why; one that misses bubblewrap looks for it again
 * each time. Throws `bad-input` or `denied` when the
 * options themselves contradict each other (a tool root that shows a hidden path) or a limit is no number.
 */
export function createBubblewrapSandbox(options: BubblewrapOptions): Sandbox {
  const gap = platformGap(process.platform, process.arch);
  const filter = seccompFilter(process.arch);
  if (gap !== undefined || filter === undefined) return createRefusingSandbox(gap === undefined ? [] : [gap]);
  checkLimits(options.limits ?? {});
  const files = etcFiles(process.getuid?.() ?? 0, process.getgid?.() ?? 0).map(toHandedFile);
  const base = baseOf(options, files);
  const ingredients = { options, filter, files, base };
  let made: Sandbox | undefined;
  const look = () => {
    if (made !== undefined) return made;
    const found = findBwrap(options.bwrap);
    if ("missing" in found) return createRefusingSandbox([found.missing]);
    made = confiningSandbox(found, ingredients);
    return made;
  };
  return { report: () => look().report(), run: (command, runOptions) => look().run(command, runOptions) };
}

interface Ingredients {
  readonly options: BubblewrapOptions;
  readonly filter: Uint8Array;
  readonly files: readonly (InsideFile & HandedFile)[];
  readonly base: ProfileBase;
}

function confiningSandbox(
  found: Extract<FoundBwrap, { path: string }>,
  { options, filter, files, base }: Ingredients,
): Sandbox {
  const { admit, limits: named = {} } = options;
  let setup: (BwrapSetup & { readonly keeper: LimitKeeper }) | undefined;
  const setUpOnce = () => {
    const made = () => ({ ...setUp(found.path, filter, files), ...(admit === undefined ? {} : { admit }) });
    setup ??= { ...made(), keeper: findLimitKeeper(options.useControlGroups) };
    return setup;
  };
  const baseFor = ({ mounts }: Confinement) => ({ ...base, tools: stillPinned(base.tools, mounts) });
  const confine: Confine = async (command, runOptions) => {
    const base = baseFor(command);
    const shown = [...base.tools, ...command.mounts];
    return runConfined(setUpOnce(), profile(base, command), { ...command, mounts: shown }, runOptions);
  };
  const report = keptReport(() =>
    selfTest(confine, {
      version: found.version,
      untested: untestedPart(process.arch),
      named,
      holders: () => setUpOnce().keeper.holders,
    }),
  );
  return { report, run };

  async function run(command: SandboxCommand, runOptions: SandboxRunOptions = {}) {
    checkCommand(command);
    const mounts = resolveMounts(command.mounts, visibilityOf(options));
    const seen = await report();
    if (Object.values(seen.enforced).includes(false)) throw sandboxUnavailable(seen);
    const unheld = limitGaps(command.limits ?? {}, seen.limits);
    if (unheld.length > 0) throw sandboxUnavailable({ ...seen, reasons: unheld });
    const opener = command.outlet === undefined ? [] : OUTLET_MOUNTS;
    const limits = limitsInForce(named, command.limits);
    return confine({ ...command, mounts: [...mounts, ...opener], limits }, runOptions);
  }
}

/** Looked up anew for each command: a hidden folder may have been made since, or become a link. */
function visibilityOf({ hidden, reveal = [] }: BubblewrapOptions): Visibility {
  return { hidden: hidden.map(realPathOf), revealed: reveal.map(realPathOf) };
}

function baseOf(options: BubblewrapOptions, files: readonly HandedFile[]): ProfileBase {
  const root = readHostRoot();
  const visibility = visibilityOf(options);
  checkSystemRoot(root, visibility);
  const tools = placeTools(options.toolRoots ?? [], visibility);
  return profileBase(root, tools, files);
}

function toHandedFile(file: InsideFile, index: number): InsideFile & HandedFile {
  return { ...file, descriptor: FIRST_FILE_DESCRIPTOR + index };
}

function setUp(bwrap: string, filter: Uint8Array, files: readonly (InsideFile & HandedFile)[]): BwrapSetup {
  return {
    bwrap,
    openFilter: nameless(filter),
    files: files.map(({ descriptor, bytes }) => ({ descriptor, open: nameless(bytes) })),
    leaks: inheritableDescriptors(FIRST_FILE_DESCRIPTOR),
  };
}
