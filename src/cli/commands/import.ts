import { resolve } from "node:path";
import { stateDirectory } from "../../compose/state-directory.ts";
import type { WorkspaceSpec } from "../../core/workspace/workspace.ts";
import { modelFrom } from "../../wire/worker-draft.ts";
import { givenKeys } from "../audit/given-keys.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { keepStateOutside } from "../keep-state-outside.ts";
import { loadSettings } from "../load-settings.ts";
import { namedStateDir, openRuntime } from "../open-runtime.ts";
import { readPolicyFlag } from "../read-policy-flag.ts";
import { oneLine } from "../render/plain-text.ts";
import { showState } from "../show-state.ts";

export const importCommand: Command = {
  name: "import",
  summary: "Take a worker out of a file; it goes on when it is resumed",
  usage: "FILE [options]",
  arguments: { least: 1, most: 1 },
  options: {
    policy: {
      type: "string",
      value: "PRESET|FILE",
      about: "what it may do here at most (default: the preset for its kind of workspace)",
    },
    model: { type: "string", short: "m", value: "MODEL", about: "go on with this model instead of its own" },
    dir: { type: "string", value: "PATH", about: "the folder it works in here" },
    repo: { type: "string", value: "PATH", about: "the repository here that its checkout belongs to" },
    key: {
      type: "string",
      value: "FILE",
      multiple: true,
      about: "only if who has the private half of this public key sealed it (default: whoever did)",
    },
  },
  examples: [
    { command: "legate import fix.legate", about: "then: legate resume fix-the-tests" },
    { command: "legate import fix.legate --policy read-only", about: "it may look, and do nothing else" },
    { command: "legate import fix.legate --key audit.pub", about: "only from where that key is" },
    { command: "legate import worker.json --repo .", about: "a snapshot of Harn's, as a new worker" },
  ],
  run: importWorker,
};

async function importWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [named = ""] = flags.positionals;
  const { readImportFile } = await import("../read-import-file.ts");
  const file = await readImportFile(resolve(context.cwd, named));
  const policy = await readPolicyFlag(flags.text("policy"), context.cwd);
  const place = placeFrom(flags.text("dir"), flags.text("repo"), context.cwd);
  const stateDir = stateDirectory(context.env, namedStateDir(context, flags));
  for (const spec of specsOf(place)) keepStateOutside(spec, stateDir);
  const keys = await givenKeys(flags, context);
  const model = flags.text("model");
  const { config } = await loadSettings(context, flags);
  await using opened = await openRuntime(context, flags, { drive: "none", config });
  const { worker, notes } = await opened.legate.import(file, {
    ...policy.draft,
    ...place,
    ...keys,
    ...(model === undefined ? {} : { model: modelFrom(context.cwd, model) }),
    by: "operator",
  });
  if (output.json) output.resultJson({ worker, notes: [...policy.notes, ...notes] });
  else output.result([showState(worker, output.style)]);
  for (const note of [...policy.notes, ...notes]) output.warn(`note: ${oneLine(note, 400)}`);
  return EXIT.ok;
}

interface Place {
  readonly directory?: string;
  readonly repo?: string;
}

function placeFrom(dir: string | undefined, repo: string | undefined, cwd: string): Place {
  return {
    ...(dir === undefined ? {} : { directory: resolve(cwd, dir) }),
    ...(repo === undefined ? {} : { repo: resolve(cwd, repo) }),
  };
}

function specsOf({ directory, repo }: Place): readonly WorkspaceSpec[] {
  return [
    ...(directory === undefined ? [] : [{ kind: "directory", path: directory } as const]),
    ...(repo === undefined
      ? []
      : [{ kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const]),
  ];
}
