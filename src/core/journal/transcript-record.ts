import type { Reservation } from "../budget/ledger.ts";
import type { Replaced } from "../transcript/compact.ts";
import type { TellingStrategy } from "../transcript/compaction-policy.ts";
import type { ShortResult } from "../transcript/fit.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { ModelFailure } from "./model-failure.ts";

/** How a conversation that got too long is told in short while its worker goes on. */
export type TranscriptRecord =
  /** Before somebody is asked to tell it: a model, which may cost something, or the program's own way. */
  | {
      readonly type: "transcript.compacting";
      readonly attempt: number;
      readonly strategy: TellingStrategy;
      /** How many messages are to be told in short. */
      readonly messages: number;
      /** Set aside of the budgets; absent where nothing is limited. */
      readonly reserved?: Reservation;
    }
  /** The model sees this from here on; what it stands for is in the records before. */
  | {
      readonly type: "transcript.compacted";
      /** Its context window by estimate, or the provider that said that the prompt was too long. */
      readonly why: CompactionCause;
      /** Who told it in the end. */
      readonly strategy: TellingStrategy;
      /** Absent when only long results were cut. */
      readonly replaced?: Replaced;
      /** Results that stay, without their middle. */
      readonly results?: readonly ShortResult[];
      /** Of the whole prompt, by estimate. */
      readonly tokensBefore: number;
      readonly tokensAfter: number;
      /** Who was to tell it, and why that came to nothing. */
      readonly instead?: InsteadOf;
      /** Of the model that told it. */
      readonly usage?: Usage;
      readonly cost?: Cost;
      readonly durationMs?: number;
    };

export const COMPACTION_CAUSES = ["window", "overflow"] as const;
export type CompactionCause = (typeof COMPACTION_CAUSES)[number];

export interface InsteadOf {
  readonly strategy: TellingStrategy;
  readonly reason: string;
  /** When its model was asked and failed. */
  readonly error?: ModelFailure;
}
