import type { AgentWork } from "../agent-work.ts";
import type { NodeContext } from "../context.ts";
import type { MapWork } from "../map-node.ts";
import type { WorkflowNode } from "../node.ts";
import { contractProblems, inSchemaOf } from "./contract-problems.ts";
import { unknownNode } from "./edge-problems.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, graphWarning, type Path } from "./graph-problem.ts";

/** What is wrong with the work of a node, or of the branches of a map. */
export function workProblems(
  index: GraphIndex,
  path: Path,
  work: MapWork & { readonly context?: NodeContext },
): readonly GraphProblem[] {
  switch (work.kind) {
    case "stage":
    case "subagent":
      return [
        ...agentProblems(index, path, work),
        ...contractProblems([...path, "contract"], work.contract, work),
      ];
    case "command":
      return [
        ...directoryProblems(path, work.cwd),
        ...contractProblems([...path, "contract"], work.contract, {}),
      ];
    case "verify":
      return verifyProblems(index, path, work);
    case "workflow":
      return [];
  }
}

/** Also of the reviewer of a verification, and of the stage of a reduce. */
export function agentProblems(
  index: GraphIndex,
  path: Path,
  { transcript }: AgentWork,
): readonly GraphProblem[] {
  if (transcript === undefined) return [];
  const place = [...path, "transcript"];
  const { from, mode, keepLast } = transcript;
  const why = silence(index.node(from)) ?? lateness(index, from, String(path[1]));
  return [
    ...unknownNode(index, [...place, "from"], from),
    ...(why === undefined ? [] : [graphError([...place, "from"], `"${from}" ${why}`)]),
    ...(keepLast !== undefined && mode !== "compact"
      ? [graphWarning([...place, "keepLast"], "has no effect without `mode: compact`")]
      : []),
  ];
}

/** Why nothing is ever said in a node. */
function silence(node: WorkflowNode | undefined): string | undefined {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case "stage":
    case "subagent":
      return undefined;
    case "verify":
      return node.review === undefined ? "asks no model and has no conversation" : undefined;
    case "reduce":
      return node.stage === undefined ? "asks no model and has no conversation" : undefined;
    default:
      return `is a ${node?.kind} and has no conversation`;
  }
}

function lateness(index: GraphIndex, from: string, node: string): string | undefined {
  if (index.node(from) === undefined || index.mayPrecede(from, node)) return undefined;
  return `never comes before "${node}", so there is nothing to go on from yet`;
}

type Verify = Extract<MapWork, { readonly kind: "verify" }> & { readonly context?: NodeContext };

function verifyProblems(index: GraphIndex, path: Path, work: Verify): readonly GraphProblem[] {
  const { command, review, subject, expect, contract } = work;
  const ways = Object.entries({ command, review, subject }).flatMap(([way, value]) =>
    value === undefined ? [] : [way],
  );
  const found: GraphProblem[] = [];
  if (ways.length !== 1) {
    const said = ways.length === 0 ? "none of them" : ways.join(" and ");
    found.push(
      graphError(path, `a verify needs one of \`command\`, \`review\`, \`subject\`, and has ${said}`),
    );
  }
  const isIdle = expect === undefined || Object.keys(expect).length === 0;
  if (ways.length === 1 && subject !== undefined && isIdle) {
    found.push(graphError(path, "would hold whatever it judges: say in `expect` what must hold"));
  }
  const context = review === undefined ? work : { ...work, ...review };
  return [
    ...found,
    ...directoryProblems([...path, "command"], command?.cwd),
    ...(review === undefined ? [] : agentProblems(index, [...path, "review"], review)),
    ...inSchemaOf([...path, "expect", "schema"], expect?.schema),
    ...contractProblems([...path, "contract"], contract, context),
  ];
}

/** Commands run inside the workspace. */
function directoryProblems(path: Path, cwd: string | undefined): readonly GraphProblem[] {
  if (cwd === undefined) return [];
  const leaves = cwd.startsWith("/") || cwd.split("/").includes("..");
  return leaves
    ? [graphError([...path, "cwd"], "must lie in the workspace: a relative path without `..`")]
    : [];
}
