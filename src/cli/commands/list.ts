import { STATUS_NAMES, type StatusName } from "../../core/worker/status.ts";
import { badInput, didYouMean } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { positiveWhole } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { groupOf, renderList } from "../render/worker-list.ts";

/** So many of the finished ones are shown unless all are asked for. */
const RECENT = 20;

export const list: Command = {
  name: "list",
  aliases: ["ls"],
  summary: "List workers: what needs you, what is busy, what is done",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    all: {
      type: "boolean",
      short: "a",
      about: `all of them (default: the latest ${RECENT} of those that are done)`,
    },
    status: {
      type: "string",
      value: "STATUS",
      multiple: true,
      about: `only these: ${STATUS_NAMES.join(", ")}`,
    },
    limit: { type: "string", short: "n", value: "N", about: "the latest N" },
  },
  examples: [
    { command: "legate list", about: "grouped by what they need" },
    { command: "legate list --status waiting --json", about: "an array of summaries" },
  ],
  run: listWorkers,
};

async function listWorkers({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const statuses = flags.many("status").map(statusNamed);
  const limit = flags.text("limit");
  const most = limit === undefined ? undefined : positiveWhole("--limit", limit);
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const found = await opened.legate.list(statuses.length > 0 ? { statuses } : {});
  const chosen = most !== undefined ? found.slice(-most) : flags.has("all") ? found : recent(found);
  if (output.json) output.resultJson(chosen);
  else output.result(renderList(chosen, new Date().toISOString(), output.style));
  if (chosen.length < found.length) {
    output.progress([`${found.length - chosen.length} more; legate list --all shows them`]);
  }
  return EXIT.ok;
}

function recent<T extends Parameters<typeof groupOf>[0]>(workers: readonly T[]): readonly T[] {
  const done = workers.filter((worker) => !isOpen(worker)).slice(-RECENT);
  return workers.filter((worker) => isOpen(worker) || done.includes(worker));
}

function isOpen(worker: Parameters<typeof groupOf>[0]): boolean {
  const group = groupOf(worker);
  return group === "Needs input" || group === "Working";
}

function statusNamed(text: string): StatusName {
  const found = STATUS_NAMES.find((name) => name === text);
  if (found !== undefined) return found;
  const known = STATUS_NAMES.join(", ");
  throw badInput(
    `--status does not know "${text}"; it takes ${known}.${didYouMean(text, STATUS_NAMES, "")}`.trimEnd(),
  );
}
