import { TOP } from "../../policy/capability-policy.ts";
import type { WorkflowGraph } from "../graph.ts";
import { callProblems } from "./call-problems.ts";
import { edgeProblems } from "./edge-problems.ts";
import { indexOf } from "./graph-index.ts";
import type { GraphProblem } from "./graph-problem.ts";
import { inputProblems } from "./input-problems.ts";
import { nodeProblems } from "./node-problems.ts";
import { policyProblems } from "./policy-problems.ts";
import { textProblems } from "./text-problems.ts";
import type { ValidateOptions } from "./validate-graph.ts";

/**
 * What is wrong with the sound parts of a workflow by themselves, so that all of a file's problems are told at
 * once though its form is wrong somewhere. `doubtful` are the names of what is left out: nothing is said that has
 * to do with them, nor of what only the whole tells (what is reached, which loops end, what comes before what).
 */
export function partProblems(
  graph: WorkflowGraph,
  doubtful: ReadonlySet<string>,
  { reader, ceiling = TOP, brokenSchema = () => undefined }: ValidateOptions,
): readonly GraphProblem[] {
  const index = indexOf(graph);
  const names = new Set([...doubtful, ...index.ids]);
  const alone = [
    ...edgeProblems(index),
    ...nodeProblems(index),
    ...callProblems(index),
    ...inputProblems(index, reader, brokenSchema),
    ...policyProblems(index, ceiling),
  ].filter(({ message }) => !mentions(message, doubtful));
  const texts = textProblems(index, reader).filter(({ message }) => !mentions(message, names));
  return [...alone, ...texts].filter(({ severity }) => severity === "error");
}

function mentions(message: string, names: ReadonlySet<string>): boolean {
  return message.split(/[^\w-]+/).some((word) => names.has(word));
}
