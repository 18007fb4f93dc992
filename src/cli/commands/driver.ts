import { isFailure } from "../../ports/failure.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode, exitCodeOfFailure } from "../exit-codes.ts";
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
  const named = stateDir === undefined ? {} : { stateDir };
  try {
    await context.drive({ env: context.env, config, signal: stop.signal, ...named });
    return EXIT.ok;
  } catch (error) {
    // Its log says why, in words that may stand there; our standard error is that log.
    return isFailure(error) ? exitCodeOfFailure(error.code) : EXIT.failed;
  }
}
