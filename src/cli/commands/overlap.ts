import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderOverlap } from "../render/overlap.ts";

export const overlap: Command = {
  name: "overlap",
  summary: "Show which workers change the same files, before that becomes a conflict",
  usage: "[WORKER...] [options]",
  arguments: { least: 0, most: 1000 },
  options: {},
  examples: [
    { command: "legate overlap", about: "all whose work neither landed nor was given up" },
    { command: "legate overlap try-1 try-2", about: "these two, with the lines that would conflict" },
  ],
  run: showOverlap,
};

async function showOverlap({ context, flags, output }: CommandCall): Promise<ExitCode> {
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const found = await opened.legate.overlap(
    flags.positionals.length === 0 ? {} : { workers: flags.positionals },
  );
  if (output.json) output.resultJson(found);
  else output.result(renderOverlap(found, output.style));
  return EXIT.ok;
}
