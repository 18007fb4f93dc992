import { itemsOf } from "../append-only.ts";
import type { ArtifactRecord } from "../artifacts/artifact.ts";
import { renderArtifacts } from "../artifacts/render.ts";
import { selectArtifacts } from "../artifacts/select.ts";
import type { WorkerRecord } from "../journal/record.ts";
import { compacted } from "../transcript/compact.ts";
import type { Message } from "../transcript/message.ts";
import { abandonCalls } from "./abandon-calls.ts";
import type { CarryPolicy, CycleCarry } from "./carry.ts";
import type { PendingInput } from "./inputs.ts";
import type { Worker } from "./worker.ts";

/**
 * The record that begins the next cycle: with the task, or with everything that was said since. What is
 * carried is worked out here once; from then on the record says it.
 */
export function startOfCycle(worker: Worker, freshTranscript: string): WorkerRecord {
  const cycle = worker.cycle + 1;
  const { inputs } = worker;
  if (inputs.length === 0 || worker.cycle === 0) {
    const input = [worker.request.task, ...inputs.map(({ text }) => text)].join("\n\n");
    return { type: "cycle.started", cycle, input, ...(inputs.length === 0 ? {} : { inputs: idsOf(inputs) }) };
  }
  const policy = inputs.findLast(({ carry }) => carry !== undefined)?.carry ?? worker.request.carry;
  const carry = carryOf(worker, policy, freshTranscript);
  const shown = worker.artifacts.filter(({ id }) => carry.artifacts.includes(id));
  const parts = [...(shown.length === 0 ? [] : [renderArtifacts(shown)]), ...inputs.map(({ text }) => text)];
  return { type: "cycle.started", cycle, input: parts.join("\n\n"), inputs: idsOf(inputs), carry };
}

function idsOf(inputs: readonly PendingInput[]): readonly string[] {
  return inputs.map(({ id }) => id);
}

/** A conversation that goes on as it is needs no artifacts beside it: it shows them already. */
function carryOf(worker: Worker, policy: CarryPolicy, fresh: string): CycleCarry {
  const { transcript: mode = "inherit", keepLast } = policy;
  const isWhole = mode === "inherit" || mode === "fork";
  const artifacts = isWhole ? [] : artifactsUnder(worker.artifacts, policy).map(({ id }) => id);
  if (mode === "inherit") return { transcript: mode, transcriptId: worker.transcript, artifacts };
  const named = { transcript: mode, transcriptId: fresh, parentTranscript: worker.transcript, artifacts };
  if (mode !== "compact") return named;
  const { messages } = abandonCalls(worker, ABANDONED);
  const { replaced } = compacted(itemsOf<Message>(messages), keepLast === undefined ? {} : { keepLast });
  return replaced === undefined ? named : { ...named, replaced };
}

/** `none` means none, and a selection that matches nothing too. */
function artifactsUnder(
  artifacts: readonly ArtifactRecord[],
  { artifacts: mode, select = {} }: CarryPolicy,
): readonly ArtifactRecord[] {
  if (mode === "none") return [];
  return mode === "select" ? selectArtifacts(artifacts, select).kept : artifacts;
}

/** Why calls of the cycle before have no outcome. */
export const ABANDONED = "not run: the worker was given new work";
