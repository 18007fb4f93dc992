import { isFailure } from "../ports/failure.ts";
import type { OpenedRuntime } from "./context.ts";
import type { Output } from "./output.ts";
import { oneLine } from "./render/plain-text.ts";

/** Makes sure of a driver that can call these models, or warns: their workers wait for one that can. */
export async function driverFor(
  { ensureDriver }: Pick<OpenedRuntime, "ensureDriver">,
  output: Output,
  models: readonly string[],
): Promise<void> {
  try {
    await ensureDriver(models);
  } catch (error) {
    if (!isFailure(error, "model-key-missing") && !isFailure(error, "unknown-model")) throw error;
    output.warn(`${oneLine(error.message)} Workers that use it wait for a driver that can.`);
    await ensureDriver();
  }
}
