import type { ApprovalPolicy } from "../../policy/approval-policy.ts";
import type { PolicyRequest } from "../../policy/policy-request.ts";
import type { ContinuationMode } from "../../transcript/continuation.ts";
import type { HandedOn } from "../../transcript/handed-on.ts";
import type { StageRetry } from "../../worker/retry.ts";
import type { Branch } from "../branch.ts";
import type { NodeContext } from "../context.ts";
import type { Ref } from "./ref.ts";
import type { SchemaOf } from "./schema-type.ts";
import type { Exact } from "./step-types.ts";
import type { Condition, Text } from "./text.ts";

/**
 * When a step begins: names of steps that were declared before, and of no others. Of a `condition` the outcome is
 * named.
 */
export interface Place<Step extends string, Listed extends Step = Step> {
  /** Waited for together, each for its success or for the outcome that is named. @default it begins the run */
  readonly needs?: readonly Listed[] | { readonly [K in Step]?: Branch };
  /** @default "all" */
  readonly join?: "all" | "any" | { readonly atLeast: number };
  readonly when?: Condition;
  readonly title?: string;
}

export interface Tries {
  readonly retry?: StageRetry;
  readonly timeoutMs?: number;
}

/** Exactly one of these fields. */
type OneOf<Fields> = {
  [K in keyof Fields]: Pick<Fields, K> & { readonly [Other in Exclude<keyof Fields, K>]?: never };
}[keyof Fields];

export interface AgentOptions<O extends SchemaOf | undefined> extends Tries {
  readonly prompt: Text | string;
  readonly agent?: string;
  readonly system?: Text | string;
  readonly model?: string;
  readonly tools?: readonly string[];
  readonly policy?: PolicyRequest;
  readonly approvals?: ApprovalPolicy;
  readonly context?: NodeContext;
  /** Schema of what it must answer; `steps.<id>.output` has its type. @default its text */
  readonly output?: O;
}

/** Whose conversation an agent goes on from: the newest one of a step that was declared before. */
export interface GoesOn<Step extends string> {
  readonly transcript?:
    | Step
    | {
        readonly from: Step;
        readonly mode?: ContinuationMode;
        /** For `compact`. */
        readonly keepLast?: number;
        readonly visibility?: HandedOn;
      };
}

export interface ChildOptions<O extends SchemaOf | undefined> extends AgentOptions<O> {
  readonly workspace?: "shared" | "own" | "none";
  /** With a workspace of its own: its changes are merged into the run's files once it succeeded. */
  readonly takeIn?: true;
}

export interface CommandOptions extends Tries {
  readonly argv: readonly (string | Text)[];
  readonly cwd?: string;
  readonly exitCodes?: readonly number[];
}

/** What holds: a command by its exit code, a review when the agent says so; and both by what they say. */
export type CheckOptions = Tries &
  OneOf<{ readonly command: CommandOptions; readonly review: ReviewOptions }> & {
    readonly contains?: readonly string[];
    readonly excludes?: readonly string[];
  };

/** An agent that answers `{ pass, reason }`. */
export type ReviewOptions = Omit<AgentOptions<undefined>, "output" | "context" | keyof Tries>;

/** What is done for an item of a map: a child's work, or a verification. */
export type BranchOptions = ChildOptions<SchemaOf | undefined> | CheckOptions;

export interface MapOptions<E, W extends BranchOptions> {
  /** What is done for one item. */
  readonly do: (item: Ref<E>, index: Ref<number>) => Exact<W, ChildOptions<SchemaOf> & CheckOptions>;
  readonly maxItems?: number;
  readonly maxConcurrency?: number;
  readonly strategy?: "all" | "first" | { readonly atLeast: number };
}

/** Makes one of many: their texts one after the other, what a template says of them, or what an agent makes of them. */
export type ReduceOptions<E, O extends SchemaOf | undefined> = Tries &
  OneOf<{
    readonly concat: { readonly separator?: string };
    readonly template: (items: Ref<readonly NonNullable<E>[]>) => Text;
    readonly stage: (items: Ref<readonly NonNullable<E>[]>) => Omit<AgentOptions<O>, "context" | keyof Tries>;
  }>;

export interface ChooseOptions {
  readonly if: Condition;
}

/** Brings two steps together at least. */
export interface JoinOptions<Step extends string, Listed extends Step> {
  readonly needs: readonly [Listed, Listed, ...Listed[]] | { readonly [K in Step]?: Branch };
}

/** For a time in milliseconds, or until one in ISO 8601. */
export type WaitOptions = OneOf<{ readonly forMs: number; readonly until: Ref<string> | string }>;

/** The inputs of another workflow: references, or values as they are. */
export type CallOptions<Given> = Tries &
  (Record<never, never> extends Given
    ? { readonly with?: GivenTo<Given> }
    : { readonly with: GivenTo<Given> });

type GivenTo<Given> = { readonly [K in keyof Given]: Given[K] | Ref<NonNullable<Given[K]>> };

export interface QuestionOptions {
  readonly question: Text | string;
}

export interface HelpOptions {
  readonly reason: Text | string;
  readonly queue?: string;
}

export interface AgainOptions<Step extends string> {
  /** Goes back while it is true. */
  readonly if: Condition;
  readonly to: Step;
  readonly maxVisits: number;
}
