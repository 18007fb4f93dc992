import { workerId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { fold } from "../../core/worker/evolve.ts";
import type { WorkerRequest } from "../../core/worker/request.ts";
import { summaryOf, type WorkerSummary } from "../../core/worker/summary.ts";
import type { Worker } from "../../core/worker/worker.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import type { WorkspaceSpec } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { StreamHead } from "../../ports/store.ts";
import { birthOf } from "../birth.ts";
import { loadWorker } from "../load-worker.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { resolveWorkflow } from "./resolve-workflow.ts";

export interface RerunOptions {
  /** @default the graph that it ran */
  readonly graph?: WorkflowGraph;
  /** Other values for some inputs. @default as they were */
  readonly inputs?: JsonObject;
  /** These nodes, and all that comes after them, are done anew. */
  readonly from?: readonly string[];
  /** This node alone is done, with the results of those before it. */
  readonly only?: string;
  /** @default the other's name, and the next number that no worker has: `fix-2` after `fix` */
  readonly name?: string;
}

/**
 * A new worker that runs the workflow of another one again, perhaps an edited form of it, under what that one
 * may do now: results are taken over where the same node was given the same. The other stays as it is.
 */
export async function rerunWorkflow(
  ports: RuntimePorts,
  { worker: id }: StreamHead,
  { graph, inputs = {}, from, only, name }: RerunOptions,
): Promise<WorkerSummary> {
  const before = await loadWorker(ports.store, id);
  const { request, ceiling } = before;
  const { workflow } = request;
  if (workflow === undefined || before.parent !== undefined)
    throw new LegateError("bad-input", `${request.name} is not a worker of its own that runs a workflow.`);
  const given = graph === undefined ? workflow.inputs : inputsThatFit(graph, workflow.inputs);
  const after = {
    worker: id,
    ...(from === undefined ? {} : { from }),
    ...(only === undefined ? {} : { only }),
  };
  const resolved = resolveWorkflow(ports, {
    graph: graph ?? workflow.graph,
    inputs: { ...given, ...inputs },
    after,
  });
  return born(ports, {
    ...request,
    name: name ?? (await nextName(ports, request)),
    ceiling,
    workspace: placeAfter(before),
    workflow: resolved,
  });
}

/** One that itself goes on from a run has its number already. */
async function nextName(
  { store }: Pick<RuntimePorts, "store">,
  { name, workflow }: Pick<WorkerRequest, "name" | "workflow">,
): Promise<string> {
  const base = workflow?.after === undefined ? name : name.replace(/-\d+$/, "");
  for (let number = 2; ; number++) {
    const next = `${base}-${number}`;
    if ((await store.streams({ name: next, limit: 1 })).length === 0) return next;
  }
}

function inputsThatFit({ inputs }: WorkflowGraph, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(inputs, name)));
}

/**
 * A checkout of its own that starts where the first of these runs did; what was done since comes with the results.
 * That of a run which took results over starts with their files.
 */
function placeAfter({ workspace, request }: Worker): WorkspaceSpec {
  const isLater = request.workflow?.after !== undefined && request.workspace.kind === "derived";
  if (isLater || workspace?.kind !== "worktree") return request.workspace;
  return { kind: "derived", from: workspace, checkpoint: null };
}

async function born(ports: RuntimePorts, request: WorkerRequest): Promise<WorkerSummary> {
  const id = workerId(ports.clock.uuid());
  const { stored } = await ports.store.commit({ appends: [birthOf({ id, request, at: ports.clock.now() })] });
  const worker = fold(stored);
  if (worker === undefined) throw new Error(`the store answered a spawn of ${id} without its records`);
  return summaryOf(worker);
}
