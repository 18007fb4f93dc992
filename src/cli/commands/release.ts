import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";

export const release: Command = {
  name: "release",
  summary: "Give up the directory of a finished worker, if all its work is kept elsewhere",
  usage: "WORKER... [options]",
  arguments: { least: 1, most: 1000 },
  options: {},
  examples: [
    { command: "legate release fix-the-tests", about: "the diff stays; resume makes the directory again" },
  ],
  run: releaseAll,
};

async function releaseAll({ context, flags, output }: CommandCall): Promise<ExitCode> {
  await using opened = await openRuntime(context, flags, { drive: "anyone" });
  const results = [];
  for (const worker of flags.positionals) {
    const { removed, reason } = await opened.legate.release(worker, { by: "operator" });
    results.push({ worker, removed, reason });
  }
  if (output.json) output.resultJson(results.length === 1 ? results[0] : results);
  else {
    output.result(
      results.map(({ worker, removed, reason }) => {
        return `${oneLine(worker)}: directory ${removed ? "removed" : "kept"}: ${oneLine(reason, 400)}`;
      }),
    );
  }
  return results.every(({ removed }) => removed) ? EXIT.ok : EXIT.failed;
}
