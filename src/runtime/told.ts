import type { ModelFailure } from "../core/journal/model-failure.ts";
import type { TranscriptRecord } from "../core/journal/transcript-record.ts";
import type { Fit } from "../core/transcript/fit.ts";
import type { Drive } from "./drive.ts";

/** What somebody was asked for who is to tell messages in short: their words, or why there are none; and what it took. */
export type Told = { readonly spent: Spent } & (
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string; readonly error?: ModelFailure }
);

type Spent = Pick<TranscriptRecord & { type: "transcript.compacted" }, "usage" | "cost" | "durationMs">;

export function notTold(reason: string, error?: ModelFailure): Told {
  return { ok: false, reason, ...(error === undefined ? {} : { error }), spent: {} };
}

/** Durable before anybody is asked (K1). */
export async function recordAsked(
  { held }: Drive,
  { old }: Fit,
  { strategy, reserved }: Pick<TranscriptRecord & { type: "transcript.compacting" }, "strategy" | "reserved">,
): Promise<void> {
  await held.append((worker) => [
    {
      type: "transcript.compacting",
      attempt: worker.compaction.attempts + 1,
      strategy,
      messages: old.length,
      ...(reserved === undefined ? {} : { reserved }),
    },
  ]);
}
