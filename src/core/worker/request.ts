import type { ArtifactRecord } from "../artifacts/artifact.ts";
import type { JsonObject } from "../json.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { Price } from "../usage/cost.ts";
import type { WorkspaceSpec } from "../workspace/workspace.ts";
import type { CarryPolicy } from "./carry.ts";
import type { CommandLimits } from "./command-limits.ts";
import type { StageRetry } from "./retry.ts";

/** What happens to a call that needs a person's yes: wait for it, refuse the call, or fail the worker. */
export const ON_ASK = ["park", "deny", "fail"] as const;
export type OnAsk = (typeof ON_ASK)[number];

/** What becomes of a once-only call whose outcome nobody knows: the model is told, or a person is asked. */
export const ON_UNKNOWN = ["tell", "ask"] as const;
export type OnUnknown = (typeof ON_UNKNOWN)[number];

/** What the parent asked. Never changes after spawn; everything the worker may do is in it, by value. */
export interface WorkerRequest {
  readonly name: string;
  readonly task: string;
  /** The whole system prompt, resolved at spawn, so that a later edit of a role file changes nothing. */
  readonly system: string;
  /** What the repository tells every worker on it; part of `system`, and of its children's. */
  readonly instructions?: string;
  /** Results of other work that its task comes with: shown in front of it, as data. */
  readonly artifacts?: readonly ArtifactRecord[];
  /** Name of the agent role the prompt came from. */
  readonly agent?: string;
  /** `provider/model`, or `scripted:<absolute path>`. */
  readonly model: string;
  readonly modelSettings: ModelSettings;
  /** Names of the tools that are shown to the model. */
  readonly tools: readonly string[];
  readonly ceiling: Ceiling;
  /** Names of the secrets that its calls may be given; a child of it has none. @default none */
  readonly secrets?: readonly string[];
  /** Name of the preset the ceiling was made from, for people. */
  readonly preset?: string;
  readonly workspace: WorkspaceSpec;
  readonly limits: WorkerLimits;
  /** What each of its commands may use up, where that is less than its driver allows every command. */
  readonly sandbox?: Partial<CommandLimits>;
  readonly onAsk: OnAsk;
  readonly onUnknown: OnUnknown;
  /** How a stage that failed is tried again. */
  readonly retry: StageRetry;
  /** What later cycles take along where their input says nothing. */
  readonly carry: CarryPolicy;
  /** Whether another driver goes on by itself when the one that held it died. */
  readonly autoResume: boolean;
  /** Commands, as argv, that the result is held against. */
  readonly verify?: readonly (readonly string[])[];
  /** What the model costs, as known at spawn, in US dollars per million tokens. */
  readonly price?: Price;
  /** Free labels of the caller; never interpreted. */
  readonly metadata: JsonObject;
}

export interface ModelSettings {
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
}

export interface WorkerLimits {
  /** Turns in one cycle; when used up the worker rests as `waiting(limit)`. */
  readonly maxTurns: number;
  /** One model call, in milliseconds. */
  readonly turnTimeoutMs: number;
  /** One tool call, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Attempts of one turn while the provider's errors are retryable. */
  readonly maxAttempts: number;
  /** Time in model and tool calls of one cycle, in milliseconds; used up, it rests as `waiting(limit)`. */
  readonly cycleTimeoutMs: number;
  /** The model is warned when the same call gives the same result so often in a row. */
  readonly warnRepeats: number;
  /** Such a call is refused from then on. */
  readonly blockRepeats: number;
}

export const DEFAULT_LIMITS: WorkerLimits = {
  maxTurns: 50,
  turnTimeoutMs: 10 * 60_000,
  callTimeoutMs: 5 * 60_000,
  maxAttempts: 6,
  cycleTimeoutMs: 6 * 3_600_000,
  warnRepeats: 2,
  blockRepeats: 3,
};
