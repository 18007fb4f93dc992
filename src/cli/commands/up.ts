import { fileURLToPath } from "node:url";
import { stateDirectory } from "../../compose/state-directory.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { driverFor } from "../driver-for.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { namedStateDir, openRuntime } from "../open-runtime.ts";
import { systemdUnit } from "../render/systemd-unit.ts";
import { showDriver } from "../show-driver.ts";

export const up: Command = {
  name: "up",
  summary: "Make sure that a driver process is alive; other commands do so when they need one",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    foreground: {
      type: "boolean",
      about: "run it here until Ctrl-C, in place of one in the background; it does not end when idle",
    },
    "print-unit": {
      type: "boolean",
      about: "print a systemd user unit that runs it, with how to install it",
    },
  },
  examples: [
    { command: "legate up", about: "workers left by a restart of the machine go on" },
    { command: "legate up --foreground", about: "for a container, or to watch it" },
    {
      command: "legate up --print-unit > ~/.config/systemd/user/legate.service",
      about: "a service of your own; the file says what to do next",
    },
  ],
  run: bringUp,
};

async function bringUp(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  if (flags.has("foreground") && flags.has("print-unit")) {
    throw badInput("--foreground and --print-unit contradict each other; give one.");
  }
  if (flags.has("print-unit")) return printUnit(call);
  if (flags.has("foreground")) return await runHere(call);
  const { config } = await loadSettings(context);
  await using opened = await openRuntime(context, flags, { drive: "none", config });
  await driverFor(opened, output, config.model === undefined ? [] : [config.model]);
  await showDriver(opened, output);
  return EXIT.ok;
}

async function runHere({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { config } = await loadSettings(context);
  const stateDir = stateDirectory(context.env, namedStateDir(context, flags));
  const { makeWay } = await import("../../compose/make-way.ts");
  await makeWay(stateDir);
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  const log = (line: string) => output.progress([line]);
  await context.drive({ env: context.env, config, stateDir, foreground: true, signal: stop.signal, log });
  return EXIT.ok;
}

function printUnit({ context, flags, output }: CommandCall): ExitCode {
  const unit = systemdUnit({
    node: process.execPath,
    program: fileURLToPath(new URL("../../../bin/legate.js", import.meta.url)),
    stateDir: stateDirectory(context.env, namedStateDir(context, flags)),
    config: context.env["LEGATE_CONFIG"] || undefined,
  });
  if (output.json) output.resultJson({ unit: unit.join("\n") });
  else output.result(unit);
  return EXIT.ok;
}
