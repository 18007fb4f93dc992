import { z } from "zod";
import { COMPACTION_CAUSES, type TranscriptRecord } from "../../core/journal/transcript-record.ts";
import type { Replaced } from "../../core/transcript/compact.ts";
import { TELLING_STRATEGIES } from "../../core/transcript/compaction-policy.ts";
import type { Continuation } from "../../core/transcript/continuation.ts";
import { message } from "./message.ts";
import { count, type FamilySchemas, text } from "./shape.ts";
import { cost, modelFailure, reservation, usage } from "./turn.ts";

export const replaced = z.strictObject({
  from: count,
  to: count,
  messages: count,
  text,
  kept: z.array(count).exactOptional(),
}) satisfies z.ZodType<Replaced>;

export const continuation = z.strictObject({
  transcript: text,
  mode: z.enum(["inherit", "fork", "compact"]),
  messages: z.array(message),
  replaced: replaced.exactOptional(),
}) satisfies z.ZodType<Continuation>;

const strategy = z.enum(TELLING_STRATEGIES);

export const transcriptSchemas = {
  "transcript.compacting": z.strictObject({
    attempt: count,
    strategy,
    messages: count,
    reserved: reservation.exactOptional(),
  }),
  "transcript.compacted": z.strictObject({
    why: z.enum(COMPACTION_CAUSES),
    strategy,
    replaced: replaced.exactOptional(),
    results: z.array(z.strictObject({ call: text, text })).exactOptional(),
    tokensBefore: count,
    tokensAfter: count,
    instead: z.strictObject({ strategy, reason: text, error: modelFailure.exactOptional() }).exactOptional(),
    usage: usage.exactOptional(),
    cost: cost.exactOptional(),
    durationMs: z.number().nonnegative().exactOptional(),
  }),
} satisfies FamilySchemas<TranscriptRecord>;
