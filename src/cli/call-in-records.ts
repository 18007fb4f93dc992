import type { WorkerRecord } from "../core/journal/record.ts";
import type { CallPart } from "../core/transcript/message.ts";

type Of<T extends WorkerRecord["type"]> = Extract<WorkerRecord, { type: T }>;

/** Everything a journal says about one call. */
export interface CallStory {
  readonly asked: CallPart;
  /** The last word of the gates. */
  readonly decided?: Of<"call.decided">;
  readonly answered?: Of<"approval.answered">;
  readonly finished?: Of<"call.finished">;
  readonly unknown?: Of<"call.outcome_unknown">;
}

/** The story of the call `id`, or nothing when the model never asked for it. */
export function callIn(records: readonly WorkerRecord[], id: string): CallStory | undefined {
  const asked = records
    .flatMap((record) => (record.type === "turn.completed" ? record.parts : []))
    .find((part) => part.kind === "call" && part.call === id);
  if (asked?.kind !== "call") return undefined;
  const last = <
    T extends Of<"call.decided" | "approval.answered" | "call.finished" | "call.outcome_unknown">["type"],
  >(
    type: T,
  ) =>
    records.findLast(
      (record): record is Of<T> => record.type === type && "call" in record && record.call === id,
    );
  const decided = last("call.decided");
  const answered = last("approval.answered");
  const finished = last("call.finished");
  const unknown = last("call.outcome_unknown");
  return {
    asked,
    ...(decided === undefined ? {} : { decided }),
    ...(answered === undefined ? {} : { answered }),
    ...(finished === undefined ? {} : { finished }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}
