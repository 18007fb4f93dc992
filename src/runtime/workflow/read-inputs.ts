import type { JsonObject } from "../../core/json.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import type { RuntimePorts } from "../runtime-ports.ts";

export type ReadInputs =
  | { readonly ok: true; readonly inputs: JsonObject }
  | { readonly ok: false; readonly reason: string };

/** What a caller hands over, held against what the graph declares, defaults filled in. Every problem is named. */
export function readInputs(
  { brokenSchema }: Pick<RuntimePorts, "brokenSchema">,
  { name, inputs: declared }: WorkflowGraph,
  given: JsonObject,
): ReadInputs {
  const problems = Object.keys(given)
    .filter((input) => !Object.hasOwn(declared, input))
    .map((input) => `there is no input ${input}; there are: ${Object.keys(declared).join(", ") || "none"}`);
  const inputs: Record<string, JsonObject[string]> = {};
  for (const [input, { schema, default: usual }] of Object.entries(declared)) {
    const value = Object.hasOwn(given, input) ? given[input] : usual;
    if (value === undefined) problems.push(`the input ${input} is missing`);
    else {
      const broken = schema === undefined ? undefined : brokenSchema(schema, value);
      if (broken !== undefined) problems.push(`the input ${input}: ${broken}`);
      inputs[input] = value;
    }
  }
  if (problems.length === 0) return { ok: true, inputs };
  return { ok: false, reason: `inputs of the workflow ${name}: ${problems.join("; ")}` };
}
