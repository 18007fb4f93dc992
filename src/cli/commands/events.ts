import type { Host } from "../../ports/host.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { wholeFromZero } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import type { Output } from "../output.ts";

export const events: Command = {
  name: "events",
  summary: "Tell a program what becomes of workers, one JSON object a line",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    after: {
      type: "string",
      value: "POSITION",
      about: "only what comes after this position: the last one that was heard (default: 0)",
    },
    follow: { type: "boolean", short: "f", about: "go on with what happens from now on" },
    under: { type: "string", value: "WORKER", about: "only this worker and everything below it" },
    format: {
      type: "string",
      value: "FORMAT",
      choices: ["legate", "harn"],
      about: "legate: every record; harn: the notifications that a host of Harn's gets",
    },
    session: { type: "string", value: "ID", about: "the host's session id, repeated with --format harn" },
  },
  examples: [
    { command: "legate events -f", about: "everything so far, then everything to come" },
    { command: "legate events --after 1200 -f --format harn", about: "go on where a host left off" },
    { command: "legate events --under fix-the-tests", about: "one worker and its children" },
  ],
  run: tellEvents,
};

async function tellEvents({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const after = wholeFromZero("--after", flags.text("after") ?? "0");
  const under = flags.text("under");
  const sessionId = flags.text("session") ?? "";
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const host = flags.text("format") === "harn" ? notified(output) : recorded(output);
  const options = { after, sessionId, follow: flags.has("follow"), signal: stop.signal };
  await opened.legate.tellHost(host, { ...options, ...(under === undefined ? {} : { under }) });
  return stop.signal.aborted ? EXIT.interruptedBySignal : EXIT.ok;
}

function recorded(output: Output): Host {
  return { notify: async ({ stored }) => output.resultJson(stored) };
}

function notified(output: Output): Host {
  return {
    notify: async ({ notifications }) => {
      for (const notification of notifications) output.resultJson(notification);
    },
  };
}
