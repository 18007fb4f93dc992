import { resolve } from "node:path";
import type { Config } from "../wire/config-file.ts";
import type { CliContext, OpenedRuntime } from "./context.ts";
import type { Flags } from "./flags.ts";
import { reporter } from "./report-trouble.ts";

export interface Opening {
  readonly drive: "here" | "anyone" | "none";
  /** @default none: models are not needed */
  readonly config?: Config;
}

/** The runtime on the state directory that the flags or the environment name. Dispose it. */
export function openRuntime(context: CliContext, flags: Flags, opening: Opening): Promise<OpenedRuntime> {
  const stateDir = namedStateDir(context, flags);
  return context.open({
    env: context.env,
    ...opening,
    report: reporter(context.stderr),
    ...(stateDir === undefined ? {} : { stateDir }),
  });
}

/** What `--state-dir` says, absolute. */
export function namedStateDir({ cwd }: CliContext, flags: Flags): string | undefined {
  const stateDir = flags.text("state-dir");
  return stateDir === undefined ? undefined : resolve(cwd, stateDir);
}
