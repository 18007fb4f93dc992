import type { InputMode } from "../journal/input-record.ts";
import type { CarryPolicy } from "./carry.ts";

/** Said to a worker and not yet shown to its model. */
export interface PendingInput {
  readonly id: string;
  readonly mode: InputMode;
  readonly text: string;
  readonly by: string;
  readonly carry?: CarryPolicy;
  /** The visit of a workflow that asked for help, which this is the answer to. */
  readonly visit?: string;
}

/** What comes before the next model call of a running worker. */
export function steers(inputs: readonly PendingInput[]): readonly PendingInput[] {
  return inputs.filter(({ mode }) => mode === "steer");
}

/** What the next cycle starts with: all that waits, when there is something that starts one. */
export function cycleInputs(inputs: readonly PendingInput[]): readonly PendingInput[] {
  return inputs.some(({ mode }) => mode === "cycle") ? inputs : [];
}

export function without(inputs: readonly PendingInput[], ids: readonly string[]): readonly PendingInput[] {
  return inputs.filter(({ id }) => !ids.includes(id));
}

/** Something waits for the end of this cycle. */
export function hasFollowUp(inputs: readonly PendingInput[]): boolean {
  return inputs.some(({ mode }) => mode === "followUp");
}
