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
    const input = [...shown(worker.request.artifacts ?? []), worker.request.task, ...textsOf(inputs)];
    return {
      type: "cycle.started",
      cycle,
      input: input.join("\n\n"),
      ...(inputs.length === 0 ? {} : { inputs: idsOf(inputs) }),
    };
  }
  const policy = inputs.findLast(({ carry }) => carry !== undefined)?.carry ?? worker.request.carry;
  const carry = carryOf(worker, policy, freshTranscript);
  const taken = carry.artifacts.flatMap((id) => worker.artifacts.find((one) => one.id === id) ?? []);
  const parts = [...shown(taken), ...textsOf(inputs)];
  return { type: "cycle.started", cycle, input: parts.join("\n\n"), inputs: idsOf(inputs), carry };
}

function shown(artifacts: readonly ArtifactRecord[]): readonly string[] {
  return artifacts.length === 0 ? [] : [renderArtifacts(artifacts)];
}

function textsOf(inputs: readonly PendingInput[]): readonly string[] {
  return inputs.map(({ text }) => text);
}

function idsOf(inputs: readonly PendingInput[]): readonly string[] {
  return inputs.map(({ id }) => id);
}

/** A conversation that goes on as it is needs no artifacts beside it: it shows them already. */
function carryOf(worker: Worker, policy: CarryPolicy, fresh: string): CycleCarry {
  const { transcript: mode = "inherit", keepLast } = policy;
  const isWhole = mode === "inherit" || mode === "fork";
  const taken = isWhole ? NO_ARTIFACTS : artifactsUnder(worker.artifacts, policy);
  if (mode === "inherit") return { transcript: mode, transcriptId: worker.transcript, ...taken };
  const named = { transcript: mode, transcriptId: fresh, parentTranscript: worker.transcript, ...taken };
  if (mode !== "compact") return named;
  const { messages } = abandonCalls(worker, ABANDONED);
  const { replaced } = compacted(itemsOf<Message>(messages), keepLast === undefined ? {} : { keepLast });
  return replaced === undefined ? named : { ...named, replaced };
}

type Taken = Pick<CycleCarry, "artifacts" | "selection">;

const NO_ARTIFACTS: Taken = { artifacts: [] };

/** `none` means none, and a selection that matches nothing too. */
function artifactsUnder(
  artifacts: readonly ArtifactRecord[],
  { artifacts: mode, select = {} }: CarryPolicy,
): Taken {
  if (mode === "none") return NO_ARTIFACTS;
  if (mode !== "select") return { artifacts: artifacts.map(({ id }) => id) };
  const { kept, verdicts } = selectArtifacts(artifacts, select);
  return { artifacts: kept.map(({ id }) => id), selection: verdicts };
}

/** Why calls of the cycle before have no outcome. */
export const ABANDONED = "not run: the worker was given new work";
