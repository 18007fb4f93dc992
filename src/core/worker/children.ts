import type { WorkerId } from "../ids.ts";
import type { Call } from "./call.ts";
import type { ChildReport } from "./child-report.ts";
import { isSettled } from "./status.ts";

/** A worker that this one made, as far as its journal tells. */
export interface Child {
  readonly id: WorkerId;
  readonly call: string;
  readonly name: string;
  /** How it came to rest last; absent while it never has. */
  readonly report?: ChildReport;
  /** Only a report that heard this input, and is newer than this place, says how it is. */
  readonly addressed: { readonly input?: string; readonly afterSeq: number };
}

/** It came to rest, and was not told to go on since. */
export function isAtRest({ report, addressed: { input, afterSeq } }: Child): boolean {
  if (report === undefined || report.seq <= afterSeq) return false;
  return input === undefined || report.heard.includes(input);
}

/** True until it reported an end. */
export function isLiving(child: Child): boolean {
  return !isAtRest(child) || child.report === undefined || !isSettled(child.report.status);
}

/** The children with a newer report; an older one than the known changes nothing. */
export function withReport(children: readonly Child[], report: ChildReport): readonly Child[] {
  return children.map((child) => {
    const known = child.report?.seq ?? 0;
    return child.id === report.child && report.seq > known ? { ...child, report } : child;
  });
}

/** A child that was told to go on. */
export function withAddress(
  children: readonly Child[],
  id: WorkerId,
  input: string | undefined,
): readonly Child[] {
  return children.map((child) => {
    if (child.id !== id) return child;
    const afterSeq = child.report?.seq ?? 0;
    return { ...child, addressed: input === undefined ? { afterSeq } : { input, afterSeq: 0 } };
  });
}

type Awaiting = Call["state"] & { readonly state: "awaiting" };

/** Enough of the children that a call waits for have come to rest. */
export function isAnswered(state: Awaiting, children: readonly Child[]): boolean {
  const resting = children.filter((child) => state.children.includes(child.id) && isAtRest(child));
  return resting.length >= state.needed;
}

/** Time is up for a call that waits. */
export function isLate({ until }: Awaiting, now: string): boolean {
  return until !== undefined && now >= until;
}

export function awaitingIn(calls: readonly Call[]): readonly { call: Call; state: Awaiting }[] {
  return calls.flatMap((call) => (call.state.state === "awaiting" ? [{ call, state: call.state }] : []));
}
