import type { JsonObject } from "../../json.ts";
import type { AgentWork } from "../agent-work.ts";
import type { NodeContext } from "../context.ts";
import type { Contract } from "../contract.ts";
import { schemaProblems } from "../schema-keywords.ts";
import { type GraphProblem, graphError, graphWarning, type Path } from "./graph-problem.ts";

/** Contracts that can never be met, and parts of them that would have no effect. */
export function contractProblems(
  path: Path,
  contract: Contract | undefined,
  { context, transcript }: { readonly context?: NodeContext; readonly transcript?: AgentWork["transcript"] },
): readonly GraphProblem[] {
  const { inputs, output, requiresTranscript } = contract ?? {};
  const { min = 0, max } = inputs ?? {};
  const found: GraphProblem[] = [];
  const wrong = (field: readonly string[], message: string) =>
    found.push(graphError([...path, ...field], message));
  if (max !== undefined && min > max) wrong(["inputs", "min"], `more than \`max\`, which is ${max}`);
  if (inputs !== undefined && context === undefined) {
    wrong(["inputs"], "the node is given no artifacts; give it a `context`");
  }
  if (inputs?.kinds?.length === 0)
    wrong(["inputs", "kinds"], "an empty list is no kind at all; name some, or leave it out");
  if (requiresTranscript === true && transcript === undefined) {
    wrong(["requiresTranscript"], "can never be met: the node says no `transcript` to go on from");
  }
  if (output?.repairTurns !== undefined && output.schema === undefined) {
    found.push(graphWarning([...path, "output", "repairTurns"], "has no effect without `schema`"));
  }
  return [...found, ...inSchemaOf([...path, "output", "schema"], output?.schema)];
}

/** What a schema says that nobody would enforce. */
export function inSchemaOf(path: Path, schema: JsonObject | undefined): readonly GraphProblem[] {
  if (schema === undefined) return [];
  return schemaProblems(schema).map(({ path: inside, message }) => graphError([...path, ...inside], message));
}
