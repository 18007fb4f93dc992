import { resolve } from "node:path";
import { badInput, didYouMean } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderPool } from "../render/pool.ts";
import { counted } from "../render/quantities.ts";

export const pool: Command = {
  name: "pool",
  summary: "Show the checkouts that lie prepared, and the disk they take; fill or empty it",
  usage: "[list | fill | empty] [options]",
  arguments: { least: 0, most: 1 },
  options: {
    repo: { type: "string", value: "PATH", about: "fill: for this repository (default: the current one)" },
    base: { type: "string", value: "REF", about: "fill: at this commit, branch or tag (default: HEAD)" },
  },
  examples: [
    { command: "legate pool", about: "each repository, its slots, their age and size" },
    { command: "legate pool fill", about: "before many workers are spawned here" },
    { command: "legate pool empty", about: "give the disk back; the driver makes new ones when needed" },
  ],
  run: (call) => actionOf(call)(call),
};

type Action = (call: CommandCall) => Promise<ExitCode>;

const ACTIONS: Readonly<Record<string, Action>> = { list, fill, empty };

function actionOf({ flags }: CommandCall): Action {
  const [name = "list"] = flags.positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  const hint = didYouMean(name, Object.keys(ACTIONS), "See legate pool --help.");
  if (action === undefined) throw badInput(`legate pool does not know "${name}".${hint}`);
  if (action !== fill && (flags.has("repo") || flags.has("base")))
    throw badInput(`legate pool ${name} takes neither --repo nor --base; legate pool fill does.`);
  return action;
}

async function list({ context, flags, output }: CommandCall): Promise<ExitCode> {
  await using opened = await openPool({ context, flags });
  const repositories = await opened.pool.list();
  const { limits } = opened.pool;
  if (output.json) output.resultJson({ limits, repositories });
  else output.result(renderPool(repositories, limits, new Date().toISOString(), output.style));
  return EXIT.ok;
}

async function fill({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const repo = resolve(context.cwd, flags.text("repo") ?? ".");
  const base = flags.text("base") ?? "HEAD";
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  await using opened = await openPool({ context, flags });
  if (opened.pool.limits.slots === 0)
    throw badInput("Your configuration says pool.slots: 0, so there is no pool; raise it first.");
  const spec = { kind: "worktree", repo, base, include: [], includeUncommitted: false } as const;
  const made = await opened.pool.fill(spec, { signal: stop.signal });
  if (output.json) output.resultJson({ made });
  else output.result([`made ${counted(made, "slot")}`]);
  return EXIT.ok;
}

async function empty({ context, flags, output }: CommandCall): Promise<ExitCode> {
  await using opened = await openPool({ context, flags });
  const removed = await opened.pool.empty();
  if (output.json) output.resultJson({ removed });
  else output.result([`took away ${counted(removed, "slot")}`]);
  return EXIT.ok;
}

async function openPool({ context, flags }: Pick<CommandCall, "context" | "flags">) {
  const { config } = await loadSettings(context);
  return openRuntime(context, flags, { drive: "none", config });
}
