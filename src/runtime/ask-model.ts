import { type Model, ModelError, type ModelRequest, type ModelStep } from "../ports/model.ts";
import { deadline } from "./deadline.ts";
import type { Drive } from "./drive.ts";

/**
 * One answer of a model. Rejects with its `ModelError`, also when it takes longer than `timeoutMs` or its
 * stream ends early; and with `aborted` when the drive's step is cut short.
 */
export async function askModel(
  drive: Drive,
  model: Model,
  request: ModelRequest,
  timeoutMs: number,
): Promise<ModelStep> {
  const { id } = drive.held.worker;
  using late = deadline(drive.ports.clock, timeoutMs);
  const parts = model.step(request, { signal: AbortSignal.any([drive.cut, late.signal]) });
  try {
    for await (const part of parts) {
      if (part.type === "finished") return part.step;
      drive.publish({ type: `live.${part.type}`, worker: id, turn: request.turn, delta: part.delta });
    }
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new ModelError(
      { class: "timed-out", message: `no answer within ${timeoutMs} ms` },
      { cause: error },
    );
  }
  throw new ModelError({ class: "network", message: "the model's stream ended before its answer did" });
}
