import { z } from "zod";
import { MODEL_FAILURE_CLASSES } from "../../core/journal/model-failure.ts";
import { FINISH_REASONS, type TurnRecord } from "../../core/journal/record.ts";
import type { AssistantPart } from "../../core/transcript/message.ts";
import { count, type FamilySchemas, json, text } from "./shape.ts";

const providerData = json.exactOptional();

export const assistantPart = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text, providerData }),
  z.strictObject({ kind: z.literal("reasoning"), text, providerData }),
  z.strictObject({
    kind: z.literal("call"),
    call: text,
    providerCall: text,
    tool: text,
    arguments: json,
    malformed: text.exactOptional(),
    providerData,
  }),
]) satisfies z.ZodType<AssistantPart>;

export const modelFailure = z.strictObject({
  class: z.enum(MODEL_FAILURE_CLASSES),
  message: text,
  status: z.int().exactOptional(),
  retryAfterMs: z.number().nonnegative().exactOptional(),
});

export const usage = z.strictObject({
  inputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  reasoningTokens: count,
});

export const cost = z.discriminatedUnion("known", [
  z.strictObject({ known: z.literal(true), usd: z.number() }),
  z.strictObject({ known: z.literal(false) }),
]);

export const reservation = z.strictObject({ tokens: z.number(), costUsd: z.number() });

export const turnSchemas = {
  "turn.requested": z.strictObject({
    turn: count,
    attempt: count,
    model: text,
    promptDigest: text,
    promptMessages: count,
    reserved: reservation.exactOptional(),
  }),
  "turn.failed": z.strictObject({
    turn: count,
    attempt: count,
    error: modelFailure,
    retryAfterMs: z.number().nonnegative().exactOptional(),
    retryAt: text.exactOptional(),
    durationMs: z.number().nonnegative().exactOptional(),
  }),
  "turn.interrupted": z.strictObject({ by: text, reason: text }),
  "turn.completed": z.strictObject({
    turn: count,
    attempt: count,
    parts: z.array(assistantPart),
    finish: z.enum(FINISH_REASONS),
    usage,
    cost,
    durationMs: z.number().nonnegative(),
    servedBy: text.exactOptional(),
    providerData,
  }),
} satisfies FamilySchemas<TurnRecord>;
