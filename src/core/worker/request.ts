import type { JsonObject } from "../json.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { WorkspaceSpec } from "../workspace/workspace.ts";

/** What happens to a call that needs a person's yes: wait for it, refuse the call, or fail the worker. */
export const ON_ASK = ["park", "deny", "fail"] as const;
export type OnAsk = (typeof ON_ASK)[number];

/** What the parent asked. Never changes after spawn; everything the worker may do is in it, by value. */
export interface WorkerRequest {
  readonly name: string;
  readonly task: string;
  /** The whole system prompt, resolved at spawn, so that a later edit of a role file changes nothing. */
  readonly system: string;
  /** Name of the agent role the prompt came from. */
  readonly agent?: string;
  /** `provider/model`, or `scripted:<absolute path>`. */
  readonly model: string;
  readonly modelSettings: ModelSettings;
  /** Names of the tools that are shown to the model. */
  readonly tools: readonly string[];
  readonly ceiling: Ceiling;
  /** Name of the preset the ceiling was made from, for people. */
  readonly preset?: string;
  readonly workspace: WorkspaceSpec;
  readonly limits: WorkerLimits;
  readonly onAsk: OnAsk;
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
}

export const DEFAULT_LIMITS: WorkerLimits = {
  maxTurns: 50,
  turnTimeoutMs: 10 * 60_000,
  callTimeoutMs: 5 * 60_000,
  maxAttempts: 6,
};
