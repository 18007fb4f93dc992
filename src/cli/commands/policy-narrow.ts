import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { COMMAND_LIMITS } from "../../core/worker/command-limits.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { narrowingFrom } from "../narrowing-flags.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { shortId } from "../render/short-id.ts";

export const policyNarrow: Command = {
  name: "policy narrow",
  summary: "Let a worker and all below it do less, from their next call on",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    policy: {
      type: "string",
      value: "PRESET|FILE",
      about: "only what this preset or policy file allows, too",
    },
    tools: { type: "string", value: "A,B", about: "only these tools" },
    "side-effects": {
      type: "string",
      value: "LEVEL",
      choices: SIDE_EFFECT_LEVELS,
      about: `effects up to this level: ${SIDE_EFFECT_LEVELS.join(", ")}`,
    },
    root: {
      type: "string",
      value: "PATH",
      multiple: true,
      about: "only below this path; a relative one starts from the worker's workspace",
    },
    host: { type: "string", value: "HOST", multiple: true, about: "only this host of the network" },
    budget: {
      type: "string",
      value: "KIND=N",
      multiple: true,
      about: "at most so much for each of them, what they used up included: tokens=200k, calls=100, time=1h",
    },
    "command-limit": {
      type: "string",
      value: "LIMIT=N",
      multiple: true,
      about: `at most so much for each command: ${COMMAND_LIMITS.join(", ")}`,
    },
    "max-depth": { type: "string", value: "N", about: "generations of workers below it (0: no more)" },
    "max-width": { type: "string", value: "N", about: "children that live at one time" },
    deny: {
      type: "string",
      value: "RULE",
      multiple: true,
      about: "refuse these calls, e.g. 'Bash(git push *)'",
    },
    ask: { type: "string", value: "RULE", multiple: true, about: "ask a person before these calls" },
    reason: { type: "string", value: "TEXT", about: "why, for the journals and for the model" },
  },
  examples: [
    { command: "legate policy narrow fix-the-tests --side-effects read_only", about: "it may look, no more" },
    {
      command: "legate policy narrow lead --deny 'Bash(npm publish *)' --reason 'not from here'",
      about: "a rule for lead and everything below it",
    },
    {
      command: "legate policy narrow lead --budget calls=50 --max-depth 0",
      about: "less to use up, no more workers",
    },
  ],
  run: narrowWorker,
};

async function narrowWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [reference = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "anyone" });
  const { id, workspace } = await opened.legate.get(reference);
  const { policy, approvals, notes } = await narrowingFrom(flags, context.cwd, workspace.root);
  for (const note of notes) output.warn(`note: ${oneLine(note, 400)}`);
  const reason = flags.text("reason");
  const narrowed = await opened.legate.narrow(id, policy, {
    approvals,
    ...(reason === undefined ? {} : { reason }),
  });
  const family = (await opened.legate.list({ under: id })).length - 1;
  if (output.json) output.resultJson({ ...(await opened.legate.authority(id)), below: family });
  else {
    const below = family === 0 ? "" : `, and so may ${family} below it`;
    output.result([
      `${oneLine(narrowed.name)} (${shortId(id)}) may do less from its next call on${below}; see legate policy show ${shortId(id)}`,
    ]);
  }
  return EXIT.ok;
}
