import type { CarryPolicy } from "../../core/worker/carry.ts";
import { ARTIFACT_MODES, TRANSCRIPT_MODES } from "../../core/worker/carry.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { driverFor } from "../driver-for.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Flags } from "../flags.ts";
import { loadSettings } from "../load-settings.ts";
import { positiveWhole } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { showState } from "../show-state.ts";
import { watchToRest } from "../watch-to-rest.ts";

export const send: Command = {
  name: "send",
  summary: "Tell a worker something: its next cycle, or a word while it works",
  usage: "WORKER TEXT [options]",
  arguments: { least: 2, most: 2 },
  options: {
    "follow-up": {
      type: "boolean",
      about: "a running worker hears it when it is done, not before its next step",
    },
    transcript: {
      type: "string",
      value: "HOW",
      choices: TRANSCRIPT_MODES,
      about: "what the next cycle keeps of the conversation (default inherit)",
    },
    "keep-last": {
      type: "string",
      value: "N",
      about: "with --transcript compact: messages kept as they are",
    },
    artifacts: {
      type: "string",
      value: "WHICH",
      choices: ARTIFACT_MODES.filter((mode) => mode !== "select"),
      about: "whether results of earlier cycles go along when the conversation does not",
    },
    call: { type: "string", value: "STEP", about: "the step that asked for help, where several did" },
    follow: { type: "boolean", short: "f", about: "drive it here and show what it does, as run does" },
  },
  examples: [
    {
      command: 'legate send fix-the-tests "now update the changelog"',
      about: "the next cycle of one that is done",
    },
    {
      command: 'legate send fix-the-tests "leave the API alone"',
      about: "before the next step of one that works",
    },
    {
      command: "git diff | legate send review - --transcript reset",
      about: "from standard input, to a clean start",
    },
  ],
  run: sendText,
};

async function sendText(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  const [reference = "", said = ""] = flags.positionals;
  const text = said === "-" ? await context.readStdin() : said;
  const follow = flags.has("follow");
  const { config } = await loadSettings(context);
  await using opened = await openRuntime(context, flags, { drive: follow ? "here" : "anyone", config });
  const before = await opened.legate.get(reference);
  const carry = carryFrom(flags);
  const visit = flags.text("call");
  const told = await opened.legate.send(before.id, text, {
    by: "operator",
    mode: flags.has("follow-up") ? "followUp" : "steer",
    ...(carry === undefined ? {} : { carry }),
    ...(visit === undefined ? {} : { visit }),
  });
  if (follow) return await watchToRest(call, opened.legate, told, before.seq);
  await driverFor(opened, output, [told.model]);
  if (output.json) output.resultJson(told);
  else output.result([showState(told, output.style)]);
  return EXIT.ok;
}

function carryFrom(flags: Flags): CarryPolicy | undefined {
  const transcript = TRANSCRIPT_MODES.find((mode) => mode === flags.text("transcript"));
  const artifacts = ARTIFACT_MODES.find((mode) => mode === flags.text("artifacts"));
  const keep = flags.text("keep-last");
  if (keep !== undefined && transcript !== "compact")
    throw badInput("--keep-last goes with --transcript compact.");
  if (transcript === undefined && artifacts === undefined) return undefined;
  return {
    ...(transcript === undefined ? {} : { transcript }),
    ...(artifacts === undefined ? {} : { artifacts }),
    ...(keep === undefined ? {} : { keepLast: positiveWhole("--keep-last", keep) }),
  };
}
