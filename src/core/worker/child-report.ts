import type { ArtifactReference } from "../artifacts/artifact-request.ts";
import type { Spent } from "../budget/spent.ts";
import type { Judgement } from "../evidence/judgement.ts";
import type { WorkerId } from "../ids.ts";
import type { BudgetKind } from "../policy/capability-policy.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { CommandEvidence } from "./evidence.ts";
import type { StatusName, WaitingOn } from "./status.ts";

/** What a worker tells its parent when it comes to rest. Made by the runtime; only `result` is the model's. */
export interface ChildReport {
  readonly child: WorkerId;
  readonly name: string;
  readonly cycle: number;
  /** Place in the child's journal; a report with a lower one is older. */
  readonly seq: number;
  readonly status: StatusName;
  readonly waitingOn: WaitingOn | null;
  readonly reason: string | null;
  /** The last inputs that it was told, also those that its model has not got to see. */
  readonly heard: readonly string[];
  /** What it said last, bounded. */
  readonly result: string;
  readonly turns: number;
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: Cost;
  /** It rests because what the parent lent it is used up. */
  readonly wantsMore: boolean;
  /** Of what it needs more than there is, for one that is out of budget. */
  readonly short?: readonly BudgetKind[];
  /** By it and all below it, and what living ones below it may still use: for the parent's budget. */
  readonly spent: Spent;
  readonly changedFiles: readonly string[];
  /** All of them, also those beyond the bounded list. */
  readonly changedFileCount: number;
  readonly checkpoint: { readonly commit: string; readonly ref: string } | null;
  /** What the runtime saw of its result; absent before there is one. */
  readonly evidence?: Judgement;
  /** What it made beside its result, the most important first, bounded; absent when there is nothing. */
  readonly artifacts?: readonly ArtifactReference[];
  /** The last commands it ran, as the runtime saw them end. */
  readonly commands: readonly CommandEvidence[];
}
