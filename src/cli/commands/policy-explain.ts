import type { Json } from "../../core/json.ts";
import type { AskedCall } from "../../runtime/explain-call.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Flags } from "../flags.ts";
import { openRuntime } from "../open-runtime.ts";
import { explainedLines, limitLines } from "../render/authority.ts";

export const policyExplain: Command = {
  name: "policy explain",
  summary: "Say what is allowed to a worker, by which rule, and whose rule that is",
  usage: "WORKER [CALL] [options]",
  arguments: { least: 1, most: 2 },
  options: {
    tool: { type: "string", value: "NAME", about: "a call that it might make; nothing runs" },
    args: { type: "string", value: "JSON", about: "the arguments of that call (default: {})" },
  },
  examples: [
    { command: "legate policy explain fix-the-tests", about: "each limit, and which ancestor set it" },
    {
      command: "legate policy explain fix-the-tests t2.1",
      about: "a call it made: then, and as it would be now",
    },
    {
      command: `legate policy explain fix-the-tests --tool edit_file --args '{"path": "package.json"}'`,
      about: "a call it might make",
    },
  ],
  run: explain,
};

async function explain({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = "", id] = flags.positionals;
  const asked = askedCall(id, flags);
  await using opened = await openRuntime(context, flags, { drive: "none" });
  if (asked === undefined) {
    const report = await opened.legate.authority(worker);
    if (output.json) output.resultJson({ worker: report.worker, limits: report.limits });
    else output.result(limitLines(report, output.style));
    return EXIT.ok;
  }
  const explained = await opened.legate.explain(worker, asked);
  if (output.json) output.resultJson(explained);
  else output.result(explainedLines(explained, output.style));
  return EXIT.ok;
}

function askedCall(id: string | undefined, flags: Flags): AskedCall | undefined {
  const tool = flags.text("tool");
  const args = flags.text("args");
  if (id !== undefined && tool !== undefined) throw badInput("Give the id of a call or --tool, not both.");
  if (tool === undefined && args !== undefined) throw badInput("--args goes with --tool.");
  if (id !== undefined) return { call: id };
  return tool === undefined ? undefined : { tool, arguments: args === undefined ? {} : json(args) };
}

function json(text: string): Json {
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch (cause) {
    throw badInput(`--args is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
