import type { Call } from "../core/worker/call.ts";
import type { Delegation } from "../core/worker/delegation.ts";
import { isFailure, type LegateError } from "../ports/failure.ts";
import type { ToolOutput } from "../ports/toolbox.ts";
import { awaitChildren, closeChild, resumeChild, sendToChild } from "./address-children.ts";
import { consumeInbox } from "./consume-inbox.ts";
import type { Delegated } from "./delegated.ts";
import type { Drive } from "./drive.ts";
import { finished, NOT_STARTED } from "./finished-call.ts";
import { listChildren } from "./list-children.ts";
import { spawnChild } from "./spawn-child.ts";

/**
 * Calls about other workers are commands keyed by worker and call, not effects: they happen in the commit
 * that says that they happened, so repeating one finds its answer.
 */
export async function delegate(
  drive: Drive,
  call: Call,
  delegation: Delegation,
  startedMs: number,
): Promise<void> {
  const { held, ports } = drive;
  const {
    output,
    records = [],
    extras = {},
    admission,
    afterwards,
  } = await answered(drive, call, delegation);
  const outcome = (of: ToolOutput) => {
    const durationMs = Math.round(ports.clock.monotonicMs() - startedMs);
    return finished(ports.hasher, call, of, durationMs).record;
  };
  try {
    using _ = admission;
    await held.attempt([...records, ...(output === undefined ? [] : [outcome(output)])], extras);
  } catch (error) {
    if (isFailure(error, "unknown-worker")) return held.append([outcome(refusalOf(error))]); // removed for good
    if (!isFailure(error, "inbox-not-empty")) throw error;
    await consumeInbox(drive);
    if (!isUnderWay(drive, call)) return;
    if (isCutShort(drive)) return held.append([outcome(NOT_STARTED)]);
    return delegate(drive, call, delegation, startedMs);
  }
  afterwards?.();
}

/** What was read meanwhile may have ended the turn, and this call with it. */
function isUnderWay({ held }: Drive, { id }: Call): boolean {
  return held.worker.calls.some((call) => call.id === id && call.state.state === "running");
}

function isCutShort({ held, cut }: Drive): boolean {
  return cut.aborted || held.worker.stopping !== undefined || held.worker.pausing !== undefined;
}

async function answered(drive: Drive, call: Call, delegation: Delegation): Promise<Delegated> {
  try {
    return await carriedOut(drive, call, delegation);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { output: refusalOf(error) };
  }
}

function refusalOf({ code, message }: LegateError): ToolOutput {
  return { status: "error", text: JSON.stringify({ error: code, reason: message }) };
}

function carriedOut(drive: Drive, call: Call, delegation: Delegation): Promise<Delegated> {
  switch (delegation.verb) {
    case "spawn":
      return spawnChild(drive, call, delegation);
    case "send":
      return sendToChild(drive, call, delegation);
    case "wait":
      return awaitChildren(drive, call, delegation);
    case "resume":
      return resumeChild(drive, call, delegation);
    case "close":
      return closeChild(drive, call, delegation);
    case "list":
      return listChildren(drive);
  }
}
