import { resolve } from "node:path";
import type { Config } from "../wire/config-file.ts";
import type { CliContext, OpenedRuntime } from "./context.ts";
import type { Flags } from "./flags.ts";

export interface Opening {
  readonly drive: "here" | "anyone" | "none";
  /** @default none: models are not needed */
  readonly config?: Config;
}

/** The runtime on the state directory that the flags or the environment name. Dispose it. */
export function openRuntime(context: CliContext, flags: Flags, opening: Opening): Promise<OpenedRuntime> {
  const stateDir = flags.text("state-dir");
  return context.open({
    env: context.env,
    ...opening,
    ...(stateDir === undefined ? {} : { stateDir: resolve(context.cwd, stateDir) }),
  });
}
