import type { CallRecord } from "../core/journal/call-record.ts";
import type { NetworkRecord } from "../core/journal/network-decision.ts";
import type { Call } from "../core/worker/call.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { ToolOutput } from "../ports/toolbox.ts";
import type { AppendExtras } from "./staged.ts";

export interface FinishedCall {
  readonly record: CallRecord & { readonly type: "call.finished" };
  /** What is recorded before it, in the same commit. */
  readonly before: readonly NetworkRecord[];
  /** What of the output does not fit into the record. */
  readonly blobs: AppendExtras;
}

/** How a call ended, as it is recorded. */
export function finished(hasher: Hasher, call: Call, output: ToolOutput, durationMs: number): FinishedCall {
  const { status, text, full, data, network } = output;
  const outputDigest = hasher.digest(full ?? text);
  return {
    before: network === undefined ? [] : [{ type: "network.decided", call: call.id, ...network }],
    record: {
      type: "call.finished",
      call: call.id,
      status,
      text,
      outputDigest,
      durationMs,
      ...(full === undefined ? {} : { full: { digest: outputDigest, bytes: full.byteLength } }),
      ...(data === undefined ? {} : { data }),
    },
    blobs: full === undefined ? {} : { blobs: [{ digest: outputDigest, bytes: full }] },
  };
}

/** The outcome of a call that was stopped between its intent and its effect: nothing was done. */
export const NOT_STARTED: ToolOutput = { status: "aborted", text: "not started: the worker was stopped" };
