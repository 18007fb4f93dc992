import type { WorkerId } from "../ids.ts";
import type { LandingRequest } from "../landing/landing.ts";
import type { ApprovalPolicy } from "../policy/approval-policy.ts";
import type { Budgets, CapabilityPolicy } from "../policy/capability-policy.ts";
import type { CarryPolicy } from "./carry.ts";
import type { ChildReport } from "./child-report.ts";

/** What anybody may ask of a worker. */
export type Command =
  | {
      readonly type: "approve";
      readonly approval: string;
      readonly by: string;
      readonly surface: string;
      /** Calls that these rules give are not asked about again; without any, those that are like this one. */
      readonly always?: readonly string[];
    }
  | {
      readonly type: "deny";
      readonly approval: string;
      readonly by: string;
      readonly surface: string;
      readonly reason?: string;
    }
  /** Nobody helps with what a node of its workflow escalated; with the only one, when none is named. */
  | { readonly type: "give-up"; readonly visit?: string; readonly by: string; readonly reason?: string }
  /** Says something to it: the next cycle of a resting worker, or a message to a running one. */
  | {
      readonly type: "send";
      readonly by: string;
      readonly text: string;
      /** For a running worker. @default "steer" */
      readonly mode?: SendMode;
      readonly carry?: CarryPolicy;
      /** The visit of its workflow that this answers. @default the only one that asks for help, if one does */
      readonly visit?: string;
    }
  | { readonly type: "close"; readonly by: string; readonly reason: string }
  | { readonly type: "interrupt"; readonly by: string; readonly reason: string }
  /** Cuts the present turn short; the worker then waits for what it is told. */
  | { readonly type: "interrupt-turn"; readonly by: string; readonly reason: string }
  | {
      readonly type: "resume";
      readonly by: string;
      /** New limits, e.g. for a worker that used up its budget. */
      readonly budgets?: Partial<Budgets>;
    }
  /** Its ceiling from now on is within this, too. */
  | {
      readonly type: "narrow";
      readonly by: string;
      readonly policy: CapabilityPolicy;
      /** Judge its calls beside the policies that are there: the strictest counts. */
      readonly approvals?: readonly ApprovalPolicy[];
      readonly reason: string;
    }
  /** Give up the directory of a finished worker; its work stays in the vault. */
  | { readonly type: "release"; readonly by: string }
  /** Brings its work into the user's repository, or takes that back. */
  | { readonly type: "land"; readonly by: string; readonly request: LandingRequest }
  /** Gives the work of a finished worker up, landed or not; what is kept of it may be removed. */
  | { readonly type: "drop"; readonly by: string; readonly reason: string }
  /** Everything audited so far is to be sealed, without waiting for an occasion. */
  | { readonly type: "seal"; readonly by: string }
  /** From the runtime: a child came to rest. */
  | { readonly type: "child-settled"; readonly by: string; readonly report: ChildReport }
  /** From the runtime: the parent lent more, as that report asked for. */
  | {
      readonly type: "budget-grant";
      readonly by: string;
      readonly from: WorkerId;
      readonly slice: Budgets;
      /** Its place in the journal of the worker. */
      readonly report: number;
    }
  /** From the runtime, to a copy of a worker: its ancestors may have become narrower while it was made. */
  | { readonly type: "retake-authority"; readonly by: string };

export type CommandType = Command["type"];

/** When a running worker's model sees what it is sent: before its next call, or when it has come to its end. */
export const SEND_MODES = ["steer", "followUp"] as const;
export type SendMode = (typeof SEND_MODES)[number];
