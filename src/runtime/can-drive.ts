import type { Worker } from "../core/worker/worker.ts";
import { isFailure } from "../ports/failure.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/**
 * Whether this process has what the worker needs. One whose tools only another program has is left to that
 * program; one that nobody asked of this driver is left, too, to whoever has its model and the key for it.
 */
export async function canDrive(
  { toolbox, models }: Pick<RuntimePorts, "toolbox" | "models">,
  { request }: Worker,
  wanted: boolean,
): Promise<boolean> {
  if (request.tools.some((name) => toolbox.get(name) === undefined)) return false;
  if (wanted) return true;
  return models.resolve(request.model).then(
    () => true,
    (error: unknown) => !isFailure(error, "unknown-model") && !isFailure(error, "model-key-missing"),
  );
}
