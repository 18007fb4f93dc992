import type { WorkerId } from "../ids.ts";
import type { WorkerRecord } from "../journal/record.ts";
import type { Json } from "../json.ts";
import type { ApprovalRule } from "../policy/approval-rule.ts";
import type { Ceiling } from "../policy/ceiling.ts";

/** The records that a command means for a worker now, or why it is not allowed now. */
export type Decision =
  | {
      readonly ok: true;
      readonly records: readonly WorkerRecord[];
      /** Commands to other workers, put in the same commit. */
      readonly put?: readonly OutgoingCommand[];
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface OutgoingCommand {
  readonly worker: WorkerId;
  readonly commandId: string;
  readonly body: Json;
}

export interface Refusal {
  readonly code:
    | "worker-settled"
    | "no-such-approval"
    | "already-answered"
    | "not-an-approver"
    | "no-such-rule"
    | "cannot-resume"
    | "still-active"
    | "exceeds-ceiling"
    | "nothing-said"
    | "nothing-to-land"
    | "landing";
  readonly reason: string;
}

/** What else a decision may depend on, looked up by whoever asks. */
export interface DecisionContext {
  /** Names this command; an input keeps it. */
  readonly commandId: string;
  /** What the parent may grant now; absent without a parent. */
  readonly bound?: Ceiling;
  /** For a close: who works below it, and would hear of it from nobody else. */
  readonly cutOff?: readonly WorkerId[];
  /** What a yes is to allow for good; absent when it is for this call alone. */
  readonly always?: AlwaysRules;
}

/** Rules that give the call that was asked about, or why these are none. */
export type AlwaysRules =
  | { readonly ok: true; readonly rules: readonly ApprovalRule[] }
  | { readonly ok: false; readonly reason: string };

export function accepted(records: readonly WorkerRecord[]): Decision {
  return { ok: true, records };
}

export function refused(code: Refusal["code"], reason: string): Decision {
  return { ok: false, refusal: { code, reason } };
}
