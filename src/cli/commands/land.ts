import { resolve } from "node:path";
import { writeNewFile } from "../../adapters/files/new-file.ts";
import { LANDING_STRATEGIES } from "../../core/landing/landing.ts";
import type { LandOptions, LandResult } from "../../runtime/land-options.ts";
import type { Legate } from "../../runtime/legate.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { type ExitCode, exitCodeOfLanding, worstExitCode } from "../exit-codes.ts";
import { committerIn, personNamed } from "../land-person.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderLanding } from "../render/landing.ts";

const PATCH = "patch";

export const land: Command = {
  name: "land",
  summary: "Bring a worker's work into your repository, or take that back",
  usage: "WORKER... [options] [-- PATH...]",
  arguments: { least: 1, most: 1000 },
  options: {
    onto: {
      type: "string",
      value: "BRANCH",
      about: "default: the branch it was based on, else the one checked out; made when there is none",
    },
    into: {
      type: "string",
      value: "PATH",
      about: "another clone of the repository (default: the one it was taken from)",
    },
    strategy: {
      type: "string",
      value: "HOW",
      choices: [...LANDING_STRATEGIES, PATCH],
      about: "squash (default): one commit; merge; rebase: one for each checkpoint; patch: only print it",
    },
    "dry-run": { type: "boolean", about: "say what would happen; nothing is written" },
    accept: {
      type: "string",
      value: "PATH",
      multiple: true,
      about: "you looked at this file that runs later (or at these: a glob)",
    },
    message: { type: "string", short: "m", value: "TEXT", about: "default: the first line of its task" },
    author: { type: "string", value: "NAME <ADDRESS>", about: "default: you, as git knows you" },
    expect: { type: "string", value: "COMMIT", about: "only if the branch is still at this commit" },
    undo: { type: "boolean", about: "take its last landing back" },
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      about: "for --strategy patch: default standard output",
    },
  },
  examples: [
    { command: "legate land fix-the-tests --dry-run", about: "what would change, and what is in the way" },
    { command: "legate land fix-the-tests", about: "as one commit on the branch it was based on" },
    { command: "legate land try-1 try-2 --onto review", about: "one after the other on a branch of its own" },
    { command: "legate land fix-the-tests -- src docs", about: "only a part; the rest can land later" },
    { command: "legate land fix-the-tests --undo", about: "as if it had not been" },
  ],
  run: landAll,
};

async function landAll({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const workers = flags.positionals.slice(0, flags.positionals.length - flags.afterDashes.length);
  const strategy = LANDING_STRATEGIES.find((one) => one === flags.text("strategy"));
  const isPatch = flags.text("strategy") === PATCH;
  checkTogether({ flags, workers, isPatch });
  const into = flags.text("into");
  const given: LandOptions = {
    ...optional("onto", flags.text("onto")),
    ...optional("into", into === undefined ? undefined : resolve(context.cwd, into)),
    ...optional("strategy", strategy),
    ...optional("message", flags.text("message")),
    ...optional("expect", flags.text("expect")),
    ...optional("author", personNamed(flags.text("author"))),
    ...optional("committer", committerIn(context.env)),
    ...(flags.afterDashes.length === 0 ? {} : { paths: flags.afterDashes }),
    accept: flags.many("accept"),
    dryRun: flags.has("dry-run"),
  };
  await using opened = await openRuntime(context, flags, { drive: "anyone" });
  const { legate } = opened;
  if (isPatch) return await writePatch(legate, workers[0] ?? "", given, { context, flags, output });
  const results: LandResult[] = [];
  for (const worker of workers) {
    const result = flags.has("undo")
      ? await legate.undoLanding(worker, given)
      : await legate.land(worker, given);
    results.push(result);
    if (!output.json) output.result(renderLanding(worker, result, output.style));
  }
  if (output.json) output.resultJson(results.length === 1 ? results[0] : results);
  return worstExitCode(results.map(exitCodeOfLanding));
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? {} : ({ [key]: value } as Readonly<Record<Key, Value>>);
}

interface Asked {
  readonly flags: CommandCall["flags"];
  readonly workers: readonly string[];
  readonly isPatch: boolean;
}

function checkTogether({ flags, workers, isPatch }: Asked): void {
  if (workers.length === 0) throw badInput("Name the worker before the paths: legate land WORKER -- PATH...");
  if (isPatch && workers.length > 1) throw badInput("--strategy patch is for one worker at a time.");
  if (flags.has("output") && !isPatch) throw badInput("--output goes with --strategy patch.");
  const useless = ["onto", "strategy", "accept", "message", "author", "expect"].find((name) =>
    flags.has(name),
  );
  if (flags.has("undo") && (useless !== undefined || flags.afterDashes.length > 0))
    throw badInput(
      `--undo takes the whole last landing back; leave ${useless ? `--${useless}` : "the paths"} out.`,
    );
}

/** The patch is for a file or a pipe, byte for byte; what a person should know goes to standard error. */
async function writePatch(
  legate: Legate,
  worker: string,
  options: LandOptions,
  { context, flags, output }: CommandCall,
): Promise<ExitCode> {
  const { report, patch } = await legate.landingPatch(worker, options);
  const { id } = await legate.get(worker);
  const outcome = report.refusal === null ? "would-land" : "refused";
  const result: LandResult = { ...report, worker: id, outcome };
  const file = flags.text("output");
  if (file !== undefined && report.refusal === null)
    await writeNewFile(resolve(context.cwd, file), (handle) => handle.writeFile(patch));
  if (output.json) output.resultJson(result);
  else output.progress(renderLanding(worker, result, output.progressStyle));
  if (file === undefined && !output.json) output.raw(patch);
  return exitCodeOfLanding(result);
}
