import type { Json, JsonObject } from "../../json.ts";
import type { TextReader } from "../expression.ts";
import { nodeTexts } from "../node-texts.ts";
import { inSchemaOf } from "./contract-problems.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, graphWarning, type Path } from "./graph-problem.ts";

/** Why a value is none of a schema; nothing when it is one. */
export type ValueChecker = (schema: JsonObject, value: Json) => string | undefined;

/** Inputs whose schema says what nobody enforces, or not what their default is, and those that nothing reads. */
export function inputProblems(
  index: GraphIndex,
  reader: TextReader,
  brokenSchema: ValueChecker,
): readonly GraphProblem[] {
  const read = inputsRead(index, reader);
  return Object.entries(index.graph.inputs).flatMap(([name, { schema, default: usual }]) => [
    ...inSchemaOf(["inputs", name, "schema"], schema),
    ...defaultProblem(["inputs", name, "default"], usual, schema, brokenSchema),
    ...(read === "all" || read.has(name) ? [] : [graphWarning(["inputs", name], "is never read")]),
  ]);
}

function defaultProblem(
  path: Path,
  usual: Json | undefined,
  schema: JsonObject | undefined,
  brokenSchema: ValueChecker,
): readonly GraphProblem[] {
  if (usual === undefined || schema === undefined) return [];
  const broken = brokenSchema(schema, usual);
  return broken === undefined ? [] : [graphError(path, `is not what its schema says: ${broken}`)];
}

function inputsRead({ ids, node, graph }: GraphIndex, reader: TextReader): ReadonlySet<string> | "all" {
  const texts = ids.flatMap((id) => nodeTexts(node(id) ?? { kind: "fork" }));
  const readings = [
    ...texts.map(({ language, source }) =>
      language === "template" ? reader.template(source) : reader.expression(source),
    ),
    ...Object.values(graph.outputs).map((source) => reader.expression(source)),
  ];
  const names = new Set<string>();
  for (const reading of readings) {
    for (const { path } of reading.ok ? reading.reads : []) {
      if (path[0] !== "inputs") continue;
      if (path[1] === undefined) return "all";
      names.add(String(path[1]));
    }
  }
  return names;
}
