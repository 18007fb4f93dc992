import { stateDirectory } from "../compose/state-directory.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import type { Config } from "../wire/config-file.ts";
import type { CommandCall } from "./command.ts";
import type { OpenedRuntime } from "./context.ts";
import { type DescribedWorker, describeWorker } from "./describe-worker.ts";
import { keepStateOutside } from "./keep-state-outside.ts";
import { isWorkOn, loadSettings, trustHere } from "./load-settings.ts";
import { namedStateDir, openRuntime } from "./open-runtime.ts";
import { oneLine } from "./render/plain-text.ts";
import { counted } from "./render/quantities.ts";

export interface Prepared extends DescribedWorker {
  readonly opened: OpenedRuntime;
  readonly config: Config;
  /** What a person should know of the workspace when the worker starts. */
  readonly firstWords: readonly string[];
}

/** Reads what is wanted and opens the runtime for it. */
export async function prepareWorker(call: CommandCall, drive: "here" | "anyone"): Promise<Prepared> {
  const { context, flags, output } = call;
  const trusting = await loadSettings(context, flags);
  const described = await describeWorker(flags, context, trusting.config);
  const isOwn = isWorkOn(await trustHere(context, flags), described.input.workspace);
  const { config, notes } = isOwn ? trusting : await loadSettings(context);
  for (const note of [...notes, ...described.notes]) output.warn(`note: ${oneLine(note, 400)}`);
  keepStateOutside(described.input.workspace, stateDirectory(context.env, namedStateDir(context, flags)));
  const opened = await openRuntime(context, flags, { drive, config });
  try {
    return { ...described, opened, config, firstWords: await firstWords(opened, described.input) };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

async function firstWords({ workspaces }: OpenedRuntime, { workspace }: SpawnInput): Promise<string[]> {
  if (workspace?.kind !== "worktree") return [];
  const { uncommittedFiles, suggestedIncludes } = await workspaces.check(workspace);
  const shown = suggestedIncludes.filter((path) => !workspace.include.includes(path));
  return [
    ...(uncommittedFiles > 0 && !workspace.includeUncommitted
      ? [
          `${counted(uncommittedFiles, "uncommitted file")} of the repository will not be in the workspace (--include-uncommitted takes them along)`,
        ]
      : []),
    ...(shown.length > 0
      ? [
          `ignored folders that commands may need: ${shown.map((path) => `--include ${oneLine(path)}`).join(" ")}`,
        ]
      : []),
  ];
}
