import { resolve } from "node:path";
import type { RestoredFiles } from "../../runtime/legate-options.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { positiveWhole } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { counted } from "../render/quantities.ts";
import { shortId } from "../render/short-id.ts";

export const restore: Command = {
  name: "restore",
  summary: "Write the files of a worker as they were kept into a new folder",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    at: {
      type: "string",
      value: "SEQ",
      about: "as they were at this record (default: the newest that are kept); logs and show name them",
    },
    to: {
      type: "string",
      value: "DIR",
      about: "a folder that is not there yet, or is empty (default: restored-ID, in this folder)",
    },
    remainder: {
      type: "string",
      value: "FILE",
      about: "write what no commit holds (its branches, stash, index, ignored files) into this tar archive",
    },
  },
  examples: [
    { command: "legate restore fix-the-tests --to ../fixed", about: "the worker stays as it is" },
    { command: "legate restore fix-the-tests --at 42 --to ../before", about: "as they were at record 42" },
  ],
  run: restoreWorker,
};

async function restoreWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [reference = ""] = flags.positionals;
  const at = flags.text("at");
  const remainder = flags.text("remainder");
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const { id } = await opened.legate.get(reference);
  const to = resolve(context.cwd, flags.text("to") ?? `restored-${shortId(id)}`);
  const restored = await opened.legate.restore(id, {
    to,
    ...(remainder === undefined ? {} : { remainderTo: resolve(context.cwd, remainder) }),
    ...(at === undefined ? {} : { atSeq: positiveWhole("--at", at) }),
  });
  if (output.json) output.resultJson(restored);
  else output.result([oneLine(restored.path)]);
  if (restored.remainder !== undefined && remainder === undefined) output.warn(MORE_IS_KEPT);
  else if (restored.ignored.count > 0) output.warn(lacking(restored));
  return EXIT.ok;
}

const MORE_IS_KEPT =
  "note: git data of its own (branches, a stash, staged files) or ignored files are kept, too: --remainder FILE writes them, resume lays them back";

function lacking({ ignored: { count, sample } }: RestoredFiles): string {
  const some = sample.slice(0, 3).join(", ");
  return `note: ${counted(count, "file or folder", "files or folders")} that no commit held (${oneLine(some, 300)}) are not among them`;
}
