import type { Transcript } from "../../core/worker/transcript-of.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { conversationLines, messageLines, transcriptLines, visibleTo } from "../render/transcript-lines.ts";

const READERS = ["user", "operator", "model"] as const;

export const transcript: Command = {
  name: "transcript",
  summary: "Show what was said: as its user, its operator or its model sees it",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    as: {
      type: "string",
      value: "READER",
      choices: READERS,
      about:
        "user (the default): what people and the model said; operator: calls, results, reasoning and the runtime's words, too; model: the messages of its next request",
    },
    list: {
      type: "boolean",
      about: "its conversations: which is active, which are archived, what each goes on from",
    },
    of: { type: "string", value: "CONVERSATION", about: "only this one (default: all of them)" },
  },
  examples: [
    { command: "legate transcript fix-the-tests", about: "to read along" },
    { command: "legate transcript fix-the-tests --as model", about: "what the model is shown now" },
    { command: "legate transcript fix-the-tests --as operator --json", about: "everything, for a program" },
    { command: "legate transcript fix-the-tests --list", about: "also those that were begun anew since" },
  ],
  run: showTranscript,
};

async function showTranscript({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = ""] = flags.positionals;
  const reader = READERS.find((one) => one === flags.text("as")) ?? "user";
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const whole = await opened.legate.transcript(worker);
  if (flags.has("list")) {
    if (output.json) output.resultJson(whole.conversations);
    else output.result(conversationLines(whole.conversations, output.style));
    return EXIT.ok;
  }
  const named = conversationNamed(whole, flags.text("of"));
  if (reader === "model" && named !== undefined && named !== whole.id)
    throw badInput(
      `The model is shown the present conversation alone; ${named} is archived: use --as operator.`,
    );
  if (reader === "model") {
    if (output.json) output.resultJson(whole.messages);
    else output.result(messageLines(whole.messages, output.style));
    return EXIT.ok;
  }
  const entries = visibleTo(reader, whole.entries, named);
  if (output.json) output.resultJson(entries);
  else output.result(transcriptLines(entries, output.style));
  return EXIT.ok;
}

/** By its id, or by what it begins with behind `transcript_`. */
function conversationNamed({ conversations }: Transcript, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const found = conversations.filter(({ id }) => id === name || id.startsWith(`transcript_${name}`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  const known = conversations.map(({ id }) => id).join(", ");
  throw badInput(
    `${found.length === 0 ? "There is no" : "There is more than one"} conversation ${name}; there are: ${known}.`,
  );
}
