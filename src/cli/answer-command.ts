import type { Command, CommandCall, Example, Options } from "./command.ts";
import { driverFor } from "./driver-for.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { loadSettings } from "./load-settings.ts";
import { openRuntime } from "./open-runtime.ts";
import { showState } from "./show-state.ts";

export interface AnswerCommand {
  readonly name: "approve" | "deny";
  readonly summary: string;
  readonly options: Options;
  readonly examples: readonly Example[];
}

/** `approve` and `deny`: the same question, the other answer. A background driver goes on from there. */
export function answerCommand({ name, summary, options, examples }: AnswerCommand): Command {
  return {
    name,
    summary,
    usage: "WORKER [options]",
    arguments: { least: 1, most: 1 },
    options: {
      call: {
        type: "string",
        value: "ID",
        about: "the call or approval that is meant, when several are open",
      },
      as: {
        type: "string",
        value: "NAME",
        about: "who answers, as the journal will name them (default: operator)",
      },
      ...options,
    },
    examples,
    run: (call) => answer(call, name),
  };
}

async function answer({ context, flags, output }: CommandCall, verb: "approve" | "deny"): Promise<ExitCode> {
  const [worker = ""] = flags.positionals;
  const approval = flags.text("call");
  const reason = flags.text("reason");
  const { config } = await loadSettings(context);
  await using opened = await openRuntime(context, flags, { drive: "anyone", config });
  const by = flags.text("as") ?? "operator";
  const said = { by, surface: "cli", ...(approval === undefined ? {} : { approval }) };
  const always = flags.has("always")
    ? { always: flags.many("always").filter((rule) => rule !== "this") }
    : {};
  const answered =
    verb === "approve"
      ? await opened.legate.approve(worker, { ...said, ...always })
      : await opened.legate.deny(worker, { ...said, ...(reason === undefined ? {} : { reason }) });
  await driverFor(opened, output, [answered.model]);
  if (output.json) output.resultJson(answered);
  else output.result([showState(answered, output.style)]);
  return EXIT.ok;
}
