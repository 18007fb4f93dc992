import { canonicalJson, type Json } from "../../core/json.ts";
import type { SpawnWorkflow } from "../../core/worker/spawn-input.ts";
import type { WorkflowRequest } from "../../core/worker/workflow-request.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import { validateGraph } from "../../core/workflow/validate/validate-graph.ts";
import { LegateError } from "../../ports/failure.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { readInputs } from "./read-inputs.ts";

/**
 * The workflow of a new worker, its inputs filled in. Throws `bad-input` for a graph that is not sound, with
 * every error in it, and for what does not fit the graph.
 */
export function resolveWorkflow(
  ports: Pick<RuntimePorts, "hasher" | "brokenSchema" | "expressions">,
  { graph, inputs = {}, after }: SpawnWorkflow,
): WorkflowRequest {
  assertSound(graph, ports);
  const read = readInputs(ports, graph, inputs);
  if (!read.ok) throw new LegateError("bad-input", read.reason);
  for (const node of [...(after?.from ?? []), ...(after?.only === undefined ? [] : [after.only])]) {
    if (!Object.hasOwn(graph.nodes, node))
      throw new LegateError("bad-input", `The workflow ${graph.name} has no node ${node}.`);
  }
  const digest = ports.hasher.digest(canonicalJson(graph as unknown as Json));
  return { graph, digest, inputs: read.inputs, ...(after === undefined ? {} : { after }) };
}

function assertSound(
  graph: WorkflowGraph,
  { expressions: reader, brokenSchema }: Pick<RuntimePorts, "brokenSchema" | "expressions">,
): void {
  const problems = validateGraph(graph, { reader, brokenSchema }).filter(
    ({ severity }) => severity === "error",
  );
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new LegateError("bad-input", `The workflow ${graph.name} cannot run:\n${lines.join("\n")}`, {
    details: { problems },
  });
}
