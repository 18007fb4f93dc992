import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";

/** Started by the runtime itself, detached; drives the workers of one state directory until idle. */
export const driver: Command = {
  name: "__driver",
  summary: "Drive the workers of a state directory in the background",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {},
  examples: [],
  hidden: true,
  run: drive,
};

async function drive({ context, flags }: CommandCall): Promise<ExitCode> {
  const { config } = await loadSettings(context);
  const stateDir = flags.text("state-dir");
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  await context.drive({
    env: context.env,
    config,
    signal: stop.signal,
    log: (line) => context.stderr.write(`${new Date().toISOString()} ${line}\n`),
    ...(stateDir === undefined ? {} : { stateDir }),
  });
  return EXIT.ok;
}
