import type { Clock } from "../ports/clock.ts";

/** A name for a conversation that begins now. */
export function freshTranscript(clock: Clock): string {
  return `transcript_${clock.uuid()}`;
}
