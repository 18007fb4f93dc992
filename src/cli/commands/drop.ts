import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { shortId } from "../render/short-id.ts";

export const drop: Command = {
  name: "drop",
  summary: "Give a finished worker's work up: gc may remove it, landed or not",
  usage: "WORKER... [options]",
  arguments: { least: 1, most: 1000 },
  options: {
    reason: { type: "string", value: "TEXT", about: "why, for its journal" },
  },
  examples: [
    { command: "legate drop try-1 try-2", about: "nothing is removed yet; resume or send takes it back" },
  ],
  run: dropAll,
};

async function dropAll({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const reason = flags.text("reason");
  await using opened = await openRuntime(context, flags, { drive: "anyone" });
  const dropped = [];
  for (const reference of flags.positionals) {
    const { id, name } = await opened.legate.drop(reference, reason === undefined ? {} : { reason });
    dropped.push({ worker: id, name });
    if (!output.json)
      output.result([`${oneLine(name)} (${shortId(id)}): its work is given up; legate gc may remove it`]);
  }
  if (output.json) output.resultJson(dropped.length === 1 ? dropped[0] : dropped);
  return EXIT.ok;
}
