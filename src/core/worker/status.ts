import type { BudgetKind } from "../policy/capability-policy.ts";

/** What a waiting worker waits for. */
export const WAITING_ON = ["approval", "input", "child", "timer", "budget", "limit"] as const;
export type WaitingOn = (typeof WAITING_ON)[number];

export const STATUS_NAMES = [
  "queued",
  "running",
  "waiting",
  "completed",
  "failed",
  "cancelled",
  "interrupted",
] as const;
export type StatusName = (typeof STATUS_NAMES)[number];

/** A worker's life; each status carries what is true in it. */
export type WorkerStatus =
  | { readonly status: "queued" }
  | { readonly status: "running" }
  | {
      readonly status: "waiting";
      readonly on: WaitingOn;
      readonly reason: string;
      /** It goes on by itself then (ISO 8601), whatever else happens. */
      readonly wakeAt?: string;
      /** For `budget`: of what the next step needs more than there is. */
      readonly short?: readonly BudgetKind[];
    }
  | { readonly status: "completed"; readonly result: string }
  | { readonly status: "failed"; readonly code: string; readonly reason: string }
  | { readonly status: "cancelled"; readonly by: string; readonly reason: string }
  | { readonly status: "interrupted"; readonly by: string; readonly reason: string };

/**
 * Which status may follow which. Closed: what is not here cannot happen. A resting worker that is sent
 * something is queued again; if it is closed before it begins, it waits for its children to end.
 */
export const TRANSITIONS: Readonly<Record<StatusName, readonly StatusName[]>> = {
  queued: ["running", "waiting", "cancelled", "failed", "interrupted"],
  running: ["waiting", "completed", "failed", "cancelled", "interrupted"],
  waiting: ["queued", "running", "cancelled", "interrupted"],
  completed: ["queued"],
  failed: ["queued", "running"],
  cancelled: ["queued", "running"],
  interrupted: ["queued", "running", "cancelled"],
};

/** True when nothing more will happen by itself: no driver is needed. */
export function isResting(status: StatusName): boolean {
  return status !== "queued" && status !== "running";
}

/** True when the worker's outcome is known. */
export function isSettled(status: StatusName): boolean {
  return status === "completed" || status === "failed" || status === "cancelled" || status === "interrupted";
}
