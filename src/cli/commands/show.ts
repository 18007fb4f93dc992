import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderCard } from "../render/worker-card.ts";

export const show: Command = {
  name: "show",
  summary: "Show one worker, or its journal",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: { records: { type: "boolean", about: "its records, one JSON object a line" } },
  examples: [
    { command: "legate show fix-the-tests", about: "by name, or by a unique beginning of its id" },
    { command: "legate show 019a1b2c-3d4e --records", about: "everything that is known of it" },
  ],
  run: showWorker,
};

async function showWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  if (flags.has("records")) {
    for (const record of await opened.legate.records(worker)) output.resultJson(record);
    return EXIT.ok;
  }
  const summary = await opened.legate.get(worker);
  if (output.json) output.resultJson(summary);
  else output.result(renderCard(summary, output.style));
  return EXIT.ok;
}
