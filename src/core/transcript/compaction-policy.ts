import { COMPACT_STRATEGIES } from "./summarize.ts";

/** How a conversation that gets too long for its model is told in short; `none`: never. */
export const COMPACTION_STRATEGIES = [...COMPACT_STRATEGIES, "summary", "custom", "none"] as const;
export type CompactionStrategy = (typeof COMPACTION_STRATEGIES)[number];

/** Who tells earlier messages in short: the runtime by a rule, the worker's model, or the program's own way. */
export const TELLING_STRATEGIES = [...COMPACT_STRATEGIES, "summary", "custom"] as const;
export type TellingStrategy = (typeof TELLING_STRATEGIES)[number];

/** When and how a worker's conversation is told in short while it works. */
export interface CompactionPolicy {
  readonly strategy: CompactionStrategy;
  /** Once the prompt has more tokens than this, by estimate. @default by the model's context window */
  readonly atTokens?: number;
  /** Messages at the end that stay as they are, as far as they fit. */
  readonly keepLast: number;
}

export const DEFAULT_COMPACTION: CompactionPolicy = { strategy: "observation_mask", keepLast: 12 };

/** Of whole prompts, in tokens. */
export interface PromptRoom {
  /** A prompt that has more is shortened. */
  readonly at: number;
  /** To so many at most, so that it is not shortened again at once. */
  readonly target: number;
}

/**
 * When a prompt is too long: above three quarters of what the context window leaves beside the answer, or
 * above what the policy says, whichever is less. Nothing when neither is known, or it is not to be shortened.
 */
export function promptRoom(
  { strategy, atTokens = Number.POSITIVE_INFINITY }: CompactionPolicy,
  contextWindow = Number.POSITIVE_INFINITY,
  maxOutputTokens: number = USUAL_OUTPUT,
): PromptRoom | undefined {
  const beside = contextWindow - Math.min(maxOutputTokens, contextWindow / 2);
  const at = Math.min(atTokens, beside * FULL);
  if (strategy === "none" || !Number.isFinite(at)) return undefined;
  return { at: Math.floor(at), target: Math.floor(at / 2) };
}

/** What an answer may need where nobody said how long it may be. */
const USUAL_OUTPUT = 4_096;
const FULL = 0.75;
