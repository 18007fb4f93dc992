import { isUtf8 } from "node:buffer";
import type { WorkspaceDiff } from "../../ports/workspaces.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderFileChanges } from "../render/file-changes.ts";
import { oneLine, plainText } from "../render/plain-text.ts";

export const diff: Command = {
  name: "diff",
  summary: "Show what a worker changed, from its base to its last checkpoint",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    stat: { type: "boolean", about: "one line per file" },
    "name-only": { type: "boolean", about: "the paths alone" },
  },
  examples: [
    { command: "legate diff fix-the-tests", about: "the patch, new files included" },
    {
      command: "legate diff fix-the-tests | git apply --3way",
      about: "bring it into the repository you are in",
    },
    { command: "legate diff fix-the-tests --stat", about: "how much, where" },
  ],
  run: showDiff,
};

async function showDiff({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = ""] = flags.positionals;
  if (flags.has("stat") && flags.has("name-only"))
    throw badInput("--stat and --name-only: give one of them.");
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const found = await opened.legate.diff(worker);
  if (output.json) output.resultJson({ files: found.files, ...patchJson(found) });
  else if (flags.has("stat")) output.result(renderFileChanges(found.files, output.style));
  else if (flags.has("name-only")) output.result(found.files.map(({ path }) => oneLine(path)));
  else output.raw(patchText(found, context.stdout.isTTY));
  return EXIT.ok;
}

/** A terminal gets harmless text; a pipe gets the patch byte for byte, so that it can be applied. */
function patchText({ patch }: WorkspaceDiff, isTerminal: boolean): string | Uint8Array {
  return isTerminal ? plainText(new TextDecoder().decode(patch)) : patch;
}

/** JSON holds text only: a patch that is none comes in base64, under another name. */
function patchJson({ patch }: WorkspaceDiff): { patch: string } | { patchBase64: string } {
  if (isUtf8(patch)) return { patch: new TextDecoder().decode(patch) };
  return { patchBase64: Buffer.from(patch).toString("base64") };
}
