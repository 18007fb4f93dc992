import type { CallRecord } from "../journal/call-record.ts";
import type { Call } from "./call.ts";

/** A command that really ran, and how it ended: recorded by the runtime, whatever the model says of it. */
export interface CommandEvidence {
  readonly call: string;
  readonly summary: string;
  readonly exitCode: number;
}

const MOST = 10;
const LONGEST_SUMMARY = 200;

/** The last commands, with the one that just ended. */
export function withEvidence(
  known: readonly CommandEvidence[],
  call: Call,
  record: CallRecord & { readonly type: "call.finished" },
): readonly CommandEvidence[] {
  const exitCode = record.data?.["exitCode"];
  if (typeof exitCode !== "number" || call.state.state !== "running") return known;
  const summary = call.state.exact.summary.slice(0, LONGEST_SUMMARY);
  return [...known.slice(1 - MOST), { call: call.id, summary, exitCode }];
}
