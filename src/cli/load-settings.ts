import type { LoadedConfig } from "../adapters/files/load-config.ts";
import type { CliContext } from "./context.ts";

/** The configuration, loaded only by commands that use it: its schemas cost start-up time. */
export async function loadSettings({ env, cwd }: CliContext): Promise<LoadedConfig> {
  const { loadConfig } = await import("../adapters/files/load-config.ts");
  return loadConfig(env, cwd);
}
