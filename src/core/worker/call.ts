import type { WorkerId } from "../ids.ts";
import type { Escalation, ExactCall } from "../journal/call-record.ts";
import type { Json, JsonObject } from "../json.ts";
import type { ToolResult } from "../transcript/message.ts";

/** One tool call of the present turn, from what the model asked to what it is told. */
export interface Call {
  readonly id: string;
  readonly providerCall: string;
  readonly tool: string;
  readonly arguments: Json;
  readonly malformed?: string;
  readonly state: CallState;
}

export type CallState =
  | { readonly state: "undecided" }
  /** Decided to ask, and the question is not there yet: decide again. */
  | { readonly state: "unasked"; readonly exact: ExactCall; readonly rule: string }
  | {
      readonly state: "asking";
      readonly exact: ExactCall;
      /** Why it is asked; empty for an outcome that nobody knows. */
      readonly rule: string;
      readonly question: Question;
    }
  /** A person said yes to exactly this digest; the gates look once more before it runs. */
  | { readonly state: "approved"; readonly question: Question; readonly by: string }
  /** With the question that a person said yes to, if it took one: the yes is for its digest alone. */
  | {
      readonly state: "allowed";
      readonly exact: ExactCall;
      readonly rule: string;
      readonly question?: Question;
    }
  /** With the same question: should its driver die, it may run again by that yes alone. */
  | {
      readonly state: "running";
      readonly exact: ExactCall;
      readonly epoch: number;
      readonly question?: Question;
    }
  /** It waits for children. */
  | {
      readonly state: "awaiting";
      readonly exact: ExactCall;
      readonly children: readonly WorkerId[];
      readonly needed: number;
      readonly until?: string;
    }
  | {
      readonly state: "settled";
      readonly text: string;
      readonly isError: boolean;
      /** Facts for programs, of a call that a node of a workflow makes. */
      readonly data?: JsonObject;
    };

export interface Question {
  readonly approval: string;
  readonly digest: string;
  readonly text: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly unknown?: true;
  /** Who said yes so far, where it takes several. */
  readonly yes: readonly string[];
  /** When others are to be asked, too. */
  readonly escalations: readonly Escalation[];
  /** Who was asked later, because nobody answered. */
  readonly escalatedTo: readonly string[];
}

/** Still to be looked at by the gates before anything can happen. */
export function isOpen(call: Call): boolean {
  const { state } = call.state;
  return state === "undecided" || state === "unasked" || state === "approved";
}

/** The question whose yes lets a call run, of one that may, or has begun to. */
export function answeredQuestion({ state }: Call): Question | undefined {
  if (state.state === "approved" || state.state === "allowed" || state.state === "running")
    return state.question;
  return undefined;
}

/** The rule by which a call runs that people said yes to. */
export function approvedBy({ yes }: Question): string {
  return `approved by ${yes.join(", ")}`;
}

export function isRead(call: Call): boolean {
  const { state } = call;
  return (state.state === "allowed" || state.state === "running") && state.exact.effectClass === "read";
}

/** An intent whose driver is gone: nobody knows whether the effect happened. */
export function isOrphan(call: Call, epoch: number): boolean {
  return call.state.state === "running" && call.state.epoch < epoch;
}

/** An orphan whose tool can ask the world whether it happened. */
export function isReconcilable(call: Call, epoch: number): boolean {
  return isOrphan(call, epoch) && "exact" in call.state && call.state.exact.effectClass === "reconcilable";
}

/** An orphan that nobody can say anything about: it must not run again by itself. */
export function isUnknowable(call: Call, epoch: number): boolean {
  return isOrphan(call, epoch) && "exact" in call.state && call.state.exact.effectClass === "once";
}

/** May an orphan simply run again? Its effect class says so; everything else must be asked about. */
export function isRepeatable(call: Call): boolean {
  const { state } = call;
  return (
    state.state === "running" &&
    (state.exact.effectClass === "read" || state.exact.effectClass === "idempotent")
  );
}

/**
 * Which calls run now: the next reads together, or the next other call alone, in the order in which
 * the model asked. A pending question, or a wait for children, holds back only later calls that are not reads.
 */
export function nextRunnable(calls: readonly Call[], epoch: number): readonly Call[] {
  const reads: Call[] = [];
  let questionBefore = false;
  for (const call of calls) {
    const { state } = call.state;
    if (state === "asking" || state === "awaiting") questionBefore = true;
    if (state !== "allowed" && !(isOrphan(call, epoch) && isRepeatable(call))) continue;
    if (isRead(call)) reads.push(call);
    else if (!questionBefore) return reads.length > 0 ? reads : [call];
  }
  return reads;
}

/** When others are to be asked about it, and whom; nothing for a call that nobody is asked about. */
export function nextEscalation({ state }: Call): Escalation | undefined {
  return state.state === "asking" ? state.question.escalations[0] : undefined;
}

export function resultOf(call: Call): ToolResult {
  const settled = call.state.state === "settled" ? call.state : { text: "", isError: true };
  return {
    call: call.id,
    providerCall: call.providerCall,
    tool: call.tool,
    text: settled.text,
    isError: settled.isError,
  };
}

/** Throws when nothing was decided about it yet: then there is nothing exact to speak of. */
export function exactOf({ id, state }: Call): ExactCall {
  if ("exact" in state) return state.exact;
  throw new Error(`call ${id} was never decided`);
}
