import type { ArtifactRecord } from "../artifacts/artifact.ts";
import type { JsonObject } from "../json.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { CompactionPolicy } from "../transcript/compaction-policy.ts";
import type { Continuation } from "../transcript/continuation.ts";
import type { Price } from "../usage/cost.ts";
import type { WorkspaceSpec } from "../workspace/workspace.ts";
import type { WorkspaceCommand } from "../workspace/workspace-command.ts";
import type { CarryPolicy } from "./carry.ts";
import type { CommandLimits } from "./command-limits.ts";
import type { ModelSettings, WorkerLimits } from "./limits.ts";
import type { StageRetry } from "./retry.ts";
import type { WorkflowRequest } from "./workflow-request.ts";

export { DEFAULT_LIMITS, type ModelSettings, type WorkerLimits } from "./limits.ts";

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
  /** The conversation that its own begins with. @default it begins with its task */
  readonly continues?: Continuation;
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
  /** Commands that make its workspace ready, before its first turn there. @default none */
  readonly setUp?: readonly WorkspaceCommand[];
  /** Commands that tidy up, before its directory is given up. @default none */
  readonly tearDown?: readonly WorkspaceCommand[];
  /** What each of its commands may use up, where that is less than its driver allows every command. */
  readonly sandbox?: Partial<CommandLimits>;
  /** Environment variables of all its commands. @default none */
  readonly env?: Readonly<Record<string, string>>;
  readonly onAsk: OnAsk;
  readonly onUnknown: OnUnknown;
  /** How a stage that failed is tried again. */
  readonly retry: StageRetry;
  /** What later cycles take along where their input says nothing. */
  readonly carry: CarryPolicy;
  /** What becomes of a conversation that gets too long for its model. @default nothing */
  readonly compaction?: CompactionPolicy;
  /** Tokens of prompt and answer together that the model takes, as known at spawn. @default unknown */
  readonly contextWindow?: number;
  /** Whether another driver goes on by itself when the one that held it died. */
  readonly autoResume: boolean;
  /** Commands, as argv, that the result is held against. */
  readonly verify?: readonly (readonly string[])[];
  /** What the model costs, as known at spawn, in US dollars per million tokens. */
  readonly price?: Price;
  /** It runs this instead of a conversation of its own. */
  readonly workflow?: WorkflowRequest;
  /** Free labels of the caller; never interpreted. */
  readonly metadata: JsonObject;
}
