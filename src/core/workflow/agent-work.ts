import type { ApprovalPolicy } from "../policy/approval-policy.ts";
import type { PolicyRequest } from "../policy/policy-request.ts";
import type { ContinuationMode } from "../transcript/continuation.ts";
import type { HandedOn } from "../transcript/handed-on.ts";
import type { ModelSettings, WorkerLimits } from "../worker/limits.ts";
import type { Expression, Template } from "./expression.ts";

/** What an agent is asked to do. Everything it may do is met with the ceilings above it. */
export interface AgentWork {
  /** The task, rendered when the node begins. */
  readonly prompt: Template;
  /** Name of the role whose instructions, tools and model it takes. */
  readonly agent?: string;
  /** Added after the standing instructions. */
  readonly system?: Template;
  /** `provider/model`. @default the role's, else the graph's, else the worker's */
  readonly model?: string;
  readonly modelSettings?: ModelSettings;
  /** Tools shown to it; `[]` makes it one answer without calls. @default all that its ceiling allows */
  readonly tools?: readonly string[];
  readonly policy?: PolicyRequest;
  readonly approvals?: ApprovalPolicy;
  readonly limits?: Partial<WorkerLimits>;
  /** The conversation it goes on from. @default it begins with an empty one */
  readonly transcript?: TranscriptSource;
  /** Values computed once when it begins, recorded, and read as `with.<name>` in its templates. */
  readonly with?: Readonly<Record<string, Expression>>;
}

export interface TranscriptSource {
  /**
   * The agent node whose newest conversation it is, however that ended; its own id means that of its visit
   * before. Where there is none yet it begins with an empty one, unless its contract asks for one.
   */
  readonly from: string;
  /**
   * `inherit` goes on in it, under its name; `fork` in a copy of it, with a name of its own; `compact` in a
   * copy that tells all but the last messages in short. @default "inherit"
   */
  readonly mode?: ContinuationMode;
  /** For `compact`: messages that stay word for word. @default 6 */
  readonly keepLast?: number;
  /** `public`: only what was said, without calls and their results. Reasoning never goes along. @default "internal" */
  readonly visibility?: HandedOn;
}
