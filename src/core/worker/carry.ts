import type { ContextPolicy } from "../artifacts/context-policy.ts";
import type { Verdict } from "../artifacts/select.ts";
import type { Replaced } from "../transcript/compact.ts";

/** What a cycle takes along of the conversation before it. */
export const TRANSCRIPT_MODES = ["inherit", "fork", "reset", "compact"] as const;
export type TranscriptMode = (typeof TRANSCRIPT_MODES)[number];

/** What a cycle takes along of the results before it, as labelled data in front of its input. */
export const ARTIFACT_MODES = ["inherit", "none", "select"] as const;
export type ArtifactMode = (typeof ARTIFACT_MODES)[number];

/**
 * What survives from one cycle to the next. `none` means none, `reset` means that the model starts
 * with nothing but the input (and the artifacts, if those are taken along).
 */
export interface CarryPolicy {
  /** @default "inherit" */
  readonly transcript?: TranscriptMode;
  /** For `compact`: how many of the last messages stay word for word. @default 6 */
  readonly keepLast?: number;
  /** @default "inherit" */
  readonly artifacts?: ArtifactMode;
  /** For `select`: which artifacts, and how much room they have. @default all of them */
  readonly select?: ContextPolicy;
}

/** What a cycle really took along: computed once, recorded, never computed again. */
export interface CycleCarry {
  readonly transcript: TranscriptMode;
  /** Names the conversation from here on; another one than before unless it was inherited. */
  readonly transcriptId: string;
  readonly parentTranscript?: string;
  /** For `compact`: which messages one message stands for now; absent when nothing got shorter. */
  readonly replaced?: Replaced;
  /** Ids of the artifacts that the input shows. */
  readonly artifacts: readonly string[];
  /** For `select`: what was said of each artifact, in the order of preference. */
  readonly selection?: readonly Verdict[];
}
