import type { JsonObject } from "../json.ts";
import type { Contract } from "./contract.ts";
import type { WorkflowGraph } from "./graph.ts";
import type { MapNode, MapWork } from "./map-node.ts";
import type { WorkflowNode } from "./node.ts";
import { REVIEW_SCHEMA } from "./run/agent-prompt.ts";

const TEXT: JsonObject = { type: "string" };
const ANY: JsonObject = {};

/** What a command gave: bounded, as text. */
const COMMAND: JsonObject = closed({ exitCode: { type: "integer" }, stdout: TEXT, stderr: TEXT });
const ANSWER: JsonObject = closed({ approved: { type: "boolean" }, by: TEXT, comment: TEXT });
const HELP: JsonObject = closed({ answer: TEXT, by: TEXT });

/** JSON Schema of `steps.<id>.output`, as far as the graph says: of agents by their contract, else their text. */
export function outputSchema(graph: WorkflowGraph, node: WorkflowNode | MapWork): JsonObject {
  switch (node.kind) {
    case "stage":
    case "subagent":
      return declared(node.contract) ?? TEXT;
    case "command":
      return declared(node.contract) ?? COMMAND;
    case "verify":
      if (node.command !== undefined) return COMMAND;
      return node.review === undefined ? ANY : (declared(node.contract) ?? REVIEW_SCHEMA);
    case "reduce":
      return declared(node.contract) ?? TEXT;
    case "map":
      return listOf(branchSchema(graph, node));
    case "workflow":
      return outputsOf(graph, node.workflow);
    case "condition":
      return { type: "boolean" };
    case "approval":
      return ANSWER;
    case "escalation":
      return HELP;
    case "join":
      return ANY;
    case "fork":
    case "wait":
      return { type: "null" };
  }
}

/** Of one branch: what its work says, else what the map says of each. */
function branchSchema(graph: WorkflowGraph, { do: work, contract }: MapNode): JsonObject {
  const own = "contract" in work ? declared(work.contract) : undefined;
  return own ?? declared(contract) ?? outputSchema(graph, work);
}

/** With `null` for a branch that did not succeed. */
function listOf(items: JsonObject): JsonObject {
  return { type: "array", items: { anyOf: [items, { type: "null" }] } };
}

function declared(contract: Pick<Contract, "output"> | undefined): JsonObject | undefined {
  return contract?.output?.schema;
}

function outputsOf({ workflows }: WorkflowGraph, name: string): JsonObject {
  const called = workflows !== undefined && Object.hasOwn(workflows, name) ? workflows[name] : undefined;
  if (called === undefined) return ANY;
  return closed(Object.fromEntries(Object.keys(called.outputs).map((output) => [output, ANY])));
}

function closed(properties: JsonObject): JsonObject {
  return { type: "object", properties, additionalProperties: false };
}
