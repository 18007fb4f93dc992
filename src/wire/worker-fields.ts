import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { COMPACTION_STRATEGIES } from "../core/transcript/compaction-policy.ts";
import { ON_ASK, ON_UNKNOWN } from "../core/worker/request.ts";
import { budgetsSchema, delegationSchema } from "./policy/capability-policy.ts";
import { commandFrom } from "./worker-draft.ts";

/** Parts that several files share: how long, how much, and with which settings a worker goes. */
export const text = z.string().refine((value) => value.trim() !== "", { message: "must not be empty" });

/** At most what a timer of Node can hold, 24 days: a longer one would fire at once. */
const milliseconds = z
  .number()
  .int()
  .positive()
  .max(2 ** 31 - 1);

export const limitsFields = z.strictObject({
  maxTurns: z.number().int().positive().exactOptional(),
  turnTimeoutMs: milliseconds.exactOptional(),
  callTimeoutMs: milliseconds.exactOptional(),
  maxAttempts: z.number().int().positive().max(100).exactOptional(),
  cycleTimeoutMs: milliseconds.exactOptional(),
  warnRepeats: z.number().int().min(2).exactOptional(),
  blockRepeats: z.number().int().min(2).exactOptional(),
});

export const modelSettingsFields = z.strictObject({
  temperature: z.number().min(0).max(2).exactOptional(),
  maxOutputTokens: z.number().int().positive().exactOptional(),
});

export const onAskField = z.enum(ON_ASK);

export const metadataField = z.record(z.string(), z.json()).transform((value): JsonObject => value);

export const names = z.array(text).transform((list) => [...new Set(list)]);

/** What a worker and all below it may use up, by kind; a kind that is not named has no limit. */
export const budgetsField = budgetsSchema.exactPartial();

export const delegationField = delegationSchema.exactPartial();

export const retryField = z.strictObject({
  maxAttempts: z.number().int().positive().max(100).exactOptional(),
  backoffMs: milliseconds.exactOptional(),
  multiplier: z.number().min(1).max(100).exactOptional(),
});

/** See `CompactionPolicy`. */
export const compactionField = z.strictObject({
  strategy: z.enum(COMPACTION_STRATEGIES).exactOptional(),
  atTokens: z.number().int().positive().exactOptional(),
  keepLast: z.number().int().nonnegative().max(1000).exactOptional(),
});

/** A command as its words: a list, or a text that is nothing but words, since no shell reads it. */
const commandWords = z
  .union([
    z.array(text).min(1),
    text
      .refine((value) => commandFrom(value) !== undefined, {
        message: "is more than words; write the command as a list, since no shell reads it",
      })
      .transform((value) => commandFrom(value) ?? []),
  ])
  .transform((words): readonly string[] => words);

export const verifyField = z.array(commandWords);

export const onUnknownField = z.enum(ON_UNKNOWN);

/** A command is a list, words, or either with the hosts that it reaches. */
export const workspaceCommands = z.array(
  z.union([
    commandWords.transform((argv) => ({ argv })),
    z
      .strictObject({ run: commandWords, network: names.exactOptional() })
      .transform(({ run, ...reaches }) => ({ argv: run, ...reaches })),
  ]),
);
