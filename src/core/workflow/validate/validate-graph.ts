import { type CapabilityPolicy, TOP } from "../../policy/capability-policy.ts";
import type { TextReader } from "../expression.ts";
import type { WorkflowGraph } from "../graph.ts";
import { callProblems } from "./call-problems.ts";
import { edgeProblems } from "./edge-problems.ts";
import { indexOf } from "./graph-index.ts";
import { type GraphProblem, graphError } from "./graph-problem.ts";
import { inputProblems, type ValueChecker } from "./input-problems.ts";
import { joinProblems } from "./join-problems.ts";
import { loopProblems } from "./loop-problems.ts";
import { nodeProblems } from "./node-problems.ts";
import { policyProblems } from "./policy-problems.ts";
import { reachProblems } from "./reach-problems.ts";
import { textProblems } from "./text-problems.ts";

export interface ValidateOptions {
  /** Knows the languages of conditions and prompts. */
  readonly reader: TextReader;
  /** What the run may do. @default everything */
  readonly ceiling?: CapabilityPolicy;
  /** Why a value is none of a schema. @default defaults are held against nothing before a run */
  readonly brokenSchema?: ValueChecker;
}

/** Workflows within workflows; deeper ones are refused. */
const DEEPEST = 16;

/**
 * Everything that is wrong with a workflow, each problem with its node and place, before anything runs. A
 * graph without errors has no dangling edge, no loop without bound, no join that can never be satisfied, no
 * node that is never reached, and reads nothing that is not declared. Linear in nodes and edges.
 */
export function validateGraph(graph: WorkflowGraph, options: ValidateOptions): readonly GraphProblem[] {
  return validated(graph, options, 0);
}

function validated(graph: WorkflowGraph, options: ValidateOptions, depth: number): readonly GraphProblem[] {
  const { reader, ceiling = TOP, brokenSchema = () => undefined } = options;
  const index = indexOf(graph);
  return [
    ...edgeProblems(index),
    ...loopProblems(index),
    ...reachProblems(index),
    ...joinProblems(index),
    ...nodeProblems(index),
    ...callProblems(index),
    ...inputProblems(index, reader, brokenSchema),
    ...textProblems(index, reader),
    ...policyProblems(index, ceiling),
    ...calledProblems(graph, options, depth + 1),
  ];
}

function calledProblems({ workflows = {} }: WorkflowGraph, options: ValidateOptions, depth: number) {
  if (depth > DEEPEST) return [graphError(["workflows"], `workflows are nested more than ${DEEPEST} deep`)];
  return Object.entries(workflows).flatMap(([name, called]) =>
    validated(called, options, depth).map((problem): GraphProblem => {
      const node = problem.node === undefined ? name : `${name}/${problem.node}`;
      return { ...problem, node, path: ["workflows", name, ...problem.path] };
    }),
  );
}
