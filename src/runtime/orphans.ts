import type { WorkerRecord } from "../core/journal/record.ts";
import type { Call } from "../core/worker/call.ts";
import { cycleInputs } from "../core/worker/inputs.ts";
import type { Worker } from "../core/worker/worker.ts";
import { unknownQuestion } from "./asking.ts";
import type { Drive } from "./drive.ts";
import { finished } from "./finished-call.ts";
import { type ReadCall, readCall } from "./read-call.ts";

const NOBODY_KNOWS =
  "the process that ran this call died or broke down while it was under way; it may or may not have taken effect, wholly or in part. Look before you repeat it";

/**
 * Intents of a dead driver for effects that must not simply be repeated: the model is told and decides, or,
 * where the worker's request says so, a person is asked.
 */
export async function settleOrphans(drive: Drive, calls: readonly Call[]): Promise<void> {
  const asks = drive.held.worker.request.onUnknown === "ask" && goesOn(drive.held.worker);
  const settled = await Promise.all(calls.map((call) => (asks ? question(drive, call) : unknown(call))));
  await drive.held.append(settled.flat());
}

/** Somebody's yes would come to something: this turn is not over, and there is a place to go on in. */
function goesOn({ status, stopping, pausing, inputs, workspace }: Worker): boolean {
  const cut = stopping !== undefined || pausing !== undefined || cycleInputs(inputs).length > 0;
  return status.status === "running" && !cut && workspace !== undefined;
}

function unknown({ id }: Call): readonly WorkerRecord[] {
  return [{ type: "call.outcome_unknown", call: id, reason: NOBODY_KNOWS }];
}

/** Bound to the same call as ever: only if it still can be read, a yes can mean it. */
async function question({ held, ports }: Drive, call: Call): Promise<readonly WorkerRecord[]> {
  const read = await readCall(ports, held.worker, call);
  return "type" in read ? unknown(call) : unknownQuestion(ports, held.worker, call, read);
}

/** Intents whose tool can ask the world: what happened is recorded as it ended, what did not may run. */
export async function reconcile(drive: Drive, calls: readonly Call[]): Promise<void> {
  for (const call of calls) await drive.held.append(await probed(drive, call));
}

async function probed(drive: Drive, call: Call): Promise<readonly WorkerRecord[]> {
  const { held, ports } = drive;
  if (held.worker.workspace === undefined) return unknown(call); // a copy that was cut short, as above
  const read = await readCall(ports, held.worker, call);
  if ("type" in read) return unknown(call);
  const found = await probe(drive, call, read);
  if (found === "unknown") return unknown(call);
  if (found === "not-done")
    return [{ type: "call.not_done", call: call.id, reason: "probed: it had not happened" }];
  return [finished(ports.hasher, call, found, 0).record];
}

async function probe({ held, cut }: Drive, call: Call, { tool, prepared }: ReadCall) {
  const { id, workspace } = held.worker;
  if (tool.probe === undefined || workspace === undefined) return "unknown";
  return tool.probe(prepared, { workspace }, { signal: cut, idempotencyKey: `${id}:${call.id}` });
}
