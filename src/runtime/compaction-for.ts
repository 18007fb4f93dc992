import { type CompactionPolicy, DEFAULT_COMPACTION } from "../core/transcript/compaction-policy.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import { LegateError } from "../ports/failure.ts";
import type { Model } from "../ports/model.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** What becomes of a conversation that gets too long, and what is known of the model's window, for the request. */
export function compactionFor(
  { compactor }: RuntimePorts,
  { contextWindow }: Model,
  asked: Partial<CompactionPolicy>,
): Pick<WorkerRequest, "compaction" | "contextWindow"> {
  const compaction = { ...DEFAULT_COMPACTION, ...asked };
  if (compaction.strategy === "custom" && compactor === undefined) {
    const message =
      "There is no way of its own to tell conversations in short here: pass `compact` to createLegate, or take another strategy.";
    throw new LegateError("bad-input", message);
  }
  return { compaction, ...(contextWindow === undefined ? {} : { contextWindow }) };
}
