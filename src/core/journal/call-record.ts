import type { WorkerId } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import type { ApprovalRule } from "../policy/approval-rule.ts";
import type { RuleOwner } from "../policy/rule-owner.ts";
import type { SideEffectLevel } from "../policy/side-effect-level.ts";
import type { EffectClass } from "../policy/tool-annotations.ts";

/** The life of one tool call: decided, perhaps asked about, intended, and then its outcome. */
export type CallRecord =
  | {
      readonly type: "call.decided";
      readonly call: string;
      readonly decision: "allow" | "ask" | "deny";
      /** The rule that decided, e.g. `sideEffects: read_only` or `approval: ask Bash(rm *)`. */
      readonly rule: string;
      /** Whose rule that is, for what the policy or an approval rule asks about or refuses. */
      readonly owner?: RuleOwner;
      /** Why, in words for the model. Present for `deny`. */
      readonly reason?: string;
      /** What kind of refusal: a gate's, or arguments that could not be read. */
      readonly refusal?: "permission_denied" | "invalid_arguments" | "unknown_tool" | "repeated_call";
      /** Canonical arguments and what they touch; absent when they could not be read. */
      readonly exact?: ExactCall;
    }
  | {
      readonly type: "approval.asked";
      readonly approval: string;
      readonly call: string;
      /** Digest of the exact call the answer will be bound to. */
      readonly digest: string;
      readonly question: string;
      /** The call may have taken effect already: a yes runs it once more, a no leaves it at that. */
      readonly unknown?: true;
      /** When others are to be asked, too, the earliest first. */
      readonly escalations?: readonly Escalation[];
    }
  /** Nobody answered in time: these may answer now, too. */
  | {
      readonly type: "approval.escalated";
      readonly approval: string;
      readonly call: string;
      readonly to: readonly string[];
    }
  | {
      readonly type: "approval.answered";
      readonly approval: string;
      readonly call: string;
      readonly digest: string;
      readonly answer: "approve" | "deny";
      readonly by: string;
      readonly surface: string;
      readonly reason?: string;
      /** With a yes: calls that these give are not asked about again. */
      readonly always?: readonly ApprovalRule[];
    }
  | { readonly type: "call.intended"; readonly call: string; readonly epoch: number; readonly digest: string }
  | {
      readonly type: "call.finished";
      readonly call: string;
      readonly status: "ok" | "error" | "timed-out" | "aborted";
      /** What the model sees: bounded. */
      readonly text: string;
      /** The full output, when `text` left something out. */
      readonly full?: BlobReference;
      readonly data?: JsonObject;
      readonly outputDigest: string;
      readonly durationMs: number;
    }
  /** It waits until so many of these children rest, or until a time. Its outcome follows. */
  | {
      readonly type: "call.awaiting";
      readonly call: string;
      readonly children: readonly WorkerId[];
      /** How many of them must rest. */
      readonly needed: number;
      /** ISO 8601 UTC. */
      readonly until?: string;
    }
  /** The world was asked about an intent of a dead driver, and it had not happened: it may run. */
  | { readonly type: "call.not_done"; readonly call: string; readonly reason: string }
  /** The intent of a dead driver for an effect that must not be repeated. */
  | { readonly type: "call.outcome_unknown"; readonly call: string; readonly reason: string };

export interface Escalation {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly to: readonly string[];
}

/** A call as it will be executed. `digest` covers tool, arguments, paths and the state of the target. */
export interface ExactCall {
  readonly arguments: JsonObject;
  readonly digest: string;
  readonly level: SideEffectLevel;
  readonly effectClass: EffectClass;
  /** One line for people. */
  readonly summary: string;
}

export interface BlobReference {
  /** `sha256:…` */
  readonly digest: string;
  readonly bytes: number;
}
