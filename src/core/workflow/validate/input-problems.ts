import type { TextReader } from "../expression.ts";
import { nodeTexts } from "../node-texts.ts";
import { inSchemaOf } from "./contract-problems.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphWarning } from "./graph-problem.ts";

/** Inputs whose schema says what nobody enforces, and those that nothing reads. */
export function inputProblems(index: GraphIndex, reader: TextReader): readonly GraphProblem[] {
  const read = inputsRead(index, reader);
  return Object.entries(index.graph.inputs).flatMap(([name, { schema }]) => [
    ...inSchemaOf(["inputs", name, "schema"], schema),
    ...(read === "all" || read.has(name) ? [] : [graphWarning(["inputs", name], "is never read")]),
  ]);
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
