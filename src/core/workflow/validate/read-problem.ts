import type { JsonObject } from "../../json.ts";
import { nearest } from "../../nearest-name.ts";
import type { Read } from "../expression.ts";
import type { NodeText } from "../node-texts.ts";
import { outputSchema } from "../output-schema.ts";
import { undeclaredField } from "../schema-fields.ts";
import type { GraphIndex } from "./graph-index.ts";

/** Names that every text of a node may read. A workflow's outputs are computed when it is over. */
const EVERYWHERE = ["inputs", "steps", "artifacts", "visit"];
const AT_THE_END = ["inputs", "steps", "artifacts"];

/** What is wrong with reading this here, or nothing. `node` is whose text it is; absent for outputs. */
export function readProblem(
  index: GraphIndex,
  { path }: Read,
  { names, with: values }: Pick<NodeText, "names" | "with">,
  node?: string,
): string | undefined {
  const [root, ...rest] = path;
  const known = [...(node === undefined ? AT_THE_END : EVERYWHERE), ...names, ...(values ? ["with"] : [])];
  if (typeof root !== "string" || !known.includes(root)) return unknown("value", String(root), known);
  if (root === "inputs") return inputProblem(index, rest);
  if (root === "steps") return stepProblem(index, rest, node);
  if (root === "with" && values !== undefined)
    return fieldOf(Object.keys(values), rest[0], "value in `with`");
  return root === "artifacts" ? undeclared(ARTIFACTS, ["artifacts"], rest) : undefined;
}

const ARTIFACTS: JsonObject = {
  type: "array",
  items: {
    type: "object",
    properties: { id: {}, kind: {}, title: {}, text: {}, data: {}, node: {} },
  },
};

function inputProblem({ graph }: GraphIndex, [name, ...rest]: Read["path"]): string | undefined {
  const wrong = fieldOf(Object.keys(graph.inputs), name, "input");
  if (wrong !== undefined || name === undefined) return wrong;
  const schema = graph.inputs[name]?.schema ?? {};
  return undeclared(schema, ["inputs", name], rest);
}

function stepProblem(
  index: GraphIndex,
  [id, ...rest]: Read["path"],
  reader: string | undefined,
): string | undefined {
  if (id === undefined) return undefined;
  const step = typeof id === "string" ? index.node(id) : undefined;
  if (step === undefined) return unknown("step", String(id), index.ids);
  if (reader !== undefined && !index.mayPrecede(String(id), reader)) {
    return `step "${id}" never comes before "${reader}", so there is nothing to read yet`;
  }
  const [field, ...inside] = rest;
  if (field !== "output") return fieldOf(OF_STEPS, field, `field of steps.${id}`);
  return undeclared(outputSchema(index.graph, step), ["steps", String(id), "output"], inside);
}

const OF_STEPS = ["outcome", "output", "text", "visits"];

function undeclared(schema: JsonObject, holder: Read["path"], path: Read["path"]): string | undefined {
  const found = undeclaredField(schema, path);
  if (found === undefined) return undefined;
  const place = [...holder, ...path.slice(0, found.at)].join(".");
  return unknown(`field of ${place}`, String(path[found.at]), found.known);
}

function fieldOf(
  known: readonly string[],
  name: string | number | undefined,
  what: string,
): string | undefined {
  if (name === undefined || known.includes(String(name))) return undefined;
  return unknown(what, String(name), known);
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const guess = near === undefined ? "" : `did you mean "${near}"? `;
  const there = known.length === 0 ? "there are none" : `known here: ${known.slice(0, 20).join(", ")}`;
  return `no ${what} "${name}"; ${near === undefined ? there : `${guess}(${there})`}`;
}
