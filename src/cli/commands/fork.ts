import type { Command, CommandCall } from "../command.ts";
import { driverFor } from "../driver-for.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { positiveWhole } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";

export const fork: Command = {
  name: "fork",
  summary: "Make a new worker from any point of another one's life",
  usage: "WORKER [TEXT] [options]",
  arguments: { least: 1, most: 2 },
  options: {
    at: {
      type: "string",
      value: "SEQ",
      about: "the last record that it shares (default: all); logs and show name them",
    },
    name: { type: "string", value: "NAME", about: "a name to find it by" },
  },
  examples: [
    {
      command: "legate fork fix-the-tests --at 42",
      about: "conversation and files as they were there, and on from there",
    },
    {
      command: 'legate fork fix-the-tests "try it with a cache instead"',
      about: "another way from where it ended",
    },
  ],
  run: forkWorker,
};

const STAYS =
  "note: it starts with the files that were kept there; git data of the other's own (branches, stash, staged files) and ignored files stay with that one";

async function forkWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [reference = "", text] = flags.positionals;
  const at = flags.text("at");
  const name = flags.text("name");
  const { config } = await loadSettings(context);
  await using opened = await openRuntime(context, flags, { drive: "anyone", config });
  const copy = await opened.legate.fork(reference, {
    by: "operator",
    ...(at === undefined ? {} : { atSeq: positiveWhole("--at", at) }),
    ...(name === undefined ? {} : { name }),
    ...(text === undefined ? {} : { text }),
  });
  await driverFor(opened, output, [copy.model]);
  if (output.json) output.resultJson(copy);
  else output.result([copy.id]);
  if (copy.workspace.kind === "worktree") output.warn(STAYS);
  return EXIT.ok;
}
