import type { WorkerEvent } from "../../runtime/legate-options.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { pickUp } from "../pick-up.ts";
import { createNarrator } from "../render/narrate-records.ts";
import { oneLine, plainText } from "../render/plain-text.ts";

export const logs: Command = {
  name: "logs",
  summary: "Tell what a worker did, and with -f what it does",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    follow: {
      type: "boolean",
      short: "f",
      about: "go on until it is settled; streams live text on a terminal",
    },
  },
  examples: [
    { command: "legate logs fix-the-tests -f", about: "follow it, from any shell" },
    { command: "legate logs fix-the-tests --json", about: "its events, one JSON object a line" },
  ],
  run: showLogs,
};

async function showLogs(call: CommandCall): Promise<ExitCode> {
  const { context, flags } = call;
  const [worker = ""] = flags.positionals;
  const follow = flags.has("follow");
  const live = follow && context.stdout.isTTY;
  const stop = new AbortController();
  let interrupted = false;
  using _ = context.signals.onInterrupt(() => {
    interrupted = true;
    stop.abort();
  });
  await using opened = await openRuntime(context, flags, { drive: "none" });
  await pickUp(opened, call.output);
  const tell = teller(call);
  for await (const event of opened.legate.events(worker, { follow, live, signal: stop.signal })) tell(event);
  return interrupted ? EXIT.interruptedBySignal : EXIT.ok;
}

function teller({ output }: CommandCall): (event: WorkerEvent) => void {
  if (output.json) return (event) => output.resultJson(event);
  const spoken = new Set<number>();
  const narrator = createNarrator({
    style: output.style,
    times: "clock",
    isSpoken: (turn) => spoken.has(turn),
  });
  let midLine = false;
  return (event) => {
    if (event.kind === "record") {
      const lines = narrator.tell(event.record);
      if (lines.length > 0 && midLine) output.raw("\n");
      if (lines.length > 0) midLine = false;
      output.result(lines);
    } else if (event.event.type === "live.progress") {
      if (midLine) output.raw("\n");
      midLine = false;
      output.result([output.style.dim(`  ${oneLine(event.event.text, 300)}`)]);
    } else if (event.event.type === "live.text") {
      const text = plainText(event.event.delta);
      spoken.add(event.event.turn);
      output.raw(output.style.dim(text));
      if (text !== "") midLine = !text.endsWith("\n");
    }
  };
}
