import type { ArtifactDraft } from "../artifacts/artifact.ts";
import type { JsonObject } from "../json.ts";
import type { ApprovalPolicy } from "../policy/approval-policy.ts";
import type { Budgets, DelegationLimits } from "../policy/capability-policy.ts";
import type { PolicyRequest } from "../policy/ceiling.ts";
import type { PresetName } from "../policy/presets.ts";
import type { CompactionPolicy } from "../transcript/compaction-policy.ts";
import type { WorkflowGraph } from "../workflow/graph.ts";
import type { WorkspaceSpec } from "../workspace/workspace.ts";
import type { WorkspaceCommand } from "../workspace/workspace-command.ts";
import type { CarryPolicy } from "./carry.ts";
import type { CommandLimits } from "./command-limits.ts";
import type { ModelSettings, OnAsk, OnUnknown, WorkerLimits } from "./request.ts";
import type { StageRetry } from "./retry.ts";
import type { TakenOver } from "./workflow-request.ts";

/** A workflow to run; checked before a worker is made of it. */
export interface SpawnWorkflow {
  readonly graph: WorkflowGraph;
  /** By the names that the graph declares. @default the defaults of the graph */
  readonly inputs?: JsonObject;
  /** A worker that ran it, or an earlier form of it: its results are taken over where they fit. */
  readonly after?: TakenOver;
}

/**
 * What a caller says to get a worker; everything but the task has a default. Parsed and strict:
 * paths are absolute, names are known, whatever the front end was.
 */
export interface SpawnInput {
  readonly task: string;
  /** @default the first words of the task */
  readonly name?: string;
  /** @default the configured model */
  readonly model?: string;
  /** Added after the standing instructions. */
  readonly system?: string;
  /** Results of other work that its task comes with: shown in front of it, as data. @default none */
  readonly artifacts?: readonly ArtifactDraft[];
  /** Name of the agent role that `system`, `tools` or `model` came from. */
  readonly agent?: string;
  /** @default `{ kind: "none" }` */
  readonly workspace?: WorkspaceSpec;
  /** @default by workspace kind: `build` in a worktree, `edit` with questions in a directory */
  readonly preset?: PresetName;
  /** Narrows what the preset allows; what it asks beyond the operator's ceiling is refused by name. */
  readonly policy?: PolicyRequest;
  /** Approval rules that join the preset's: deny before ask before allow. */
  readonly approvals?: Partial<ApprovalPolicy>;
  /** Tools shown to the model. @default all that the ceiling allows */
  readonly tools?: readonly string[];
  /** Names of secrets of the user's configuration that its commands may be given. @default none */
  readonly secrets?: readonly string[];
  readonly limits?: Partial<WorkerLimits>;
  /** Commands that make its workspace ready, before its first turn there; they may run more than once. @default none */
  readonly setUp?: readonly WorkspaceCommand[];
  /** Commands that tidy up, before its directory is given up. @default none */
  readonly tearDown?: readonly WorkspaceCommand[];
  /** Lowers what each of its commands may use up. @default what is configured */
  readonly sandbox?: Partial<CommandLimits>;
  readonly modelSettings?: ModelSettings;
  /** Environment variables of all its commands; no secrets, since they are kept and shown. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default `park` */
  readonly onAsk?: OnAsk;
  /** @default `tell` */
  readonly onUnknown?: OnUnknown;
  /** What it and all below it may use up; narrows what the policy says. @default no limit */
  readonly budgets?: Partial<Budgets>;
  /** Generations of workers below it, and children that live at one time. @default 3 and 32 */
  readonly delegation?: Partial<DelegationLimits>;
  /** Whether a budget of money may go with a model whose price is unknown. @default `refuse` */
  readonly unknownPrice?: "refuse" | "allow";
  /** @default a failed stage is not tried again */
  readonly retry?: Partial<StageRetry>;
  /** What later cycles take along where their input says nothing. @default everything */
  readonly carry?: CarryPolicy;
  /** What becomes of a conversation that gets too long for its model. @default observation_mask, 12 messages stay */
  readonly compaction?: Partial<CompactionPolicy>;
  /** @default true */
  readonly autoResume?: boolean;
  /** Commands, as argv, that its result is held against: the last run of each, in the root of the workspace. */
  readonly verify?: readonly (readonly string[])[];
  /** What the repository tells every worker on it; added to the prompt, and to its children's. */
  readonly instructions?: string;
  /** It runs this instead of a conversation; `task` is what the run is for, in words. */
  readonly workflow?: SpawnWorkflow;
  readonly metadata?: JsonObject;
  /** The same key gives the same worker. */
  readonly idempotencyKey?: string;
}
