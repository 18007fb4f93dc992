import { nearest } from "../../core/nearest-name.ts";
import type { CapabilityPolicy } from "../../core/policy/capability-policy.ts";
import { isExactName } from "../../core/policy/glob.ts";
import { agentsIn, type PlacedAgent } from "../../core/workflow/agents-in.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import { indexOf } from "../../core/workflow/validate/graph-index.ts";
import { policyProblems } from "../../core/workflow/validate/policy-problems.ts";
import { isFailure, LegateError } from "../../ports/failure.ts";
import type { RuntimePorts } from "../runtime-ports.ts";

type Needed = Pick<RuntimePorts, "models" | "roles" | "toolbox">;

/**
 * Looks, before a run begins, for everything that its agents name: models and their keys, roles, tools, and
 * whether they ask for more than the run may do. Throws `bad-input` with all that is missing.
 */
export async function preflight(
  ports: Needed,
  graph: WorkflowGraph,
  { ceiling, folder }: { readonly ceiling: CapabilityPolicy; readonly folder: string | undefined },
): Promise<void> {
  const agents = agentsIn(graph);
  const lacking = [
    ...policyProblems(indexOf(graph), ceiling).map(({ path, message }) => `${path.join(".")}: ${message}`),
    ...agents.flatMap((agent) => unknownTools(ports, agent)),
    ...(await eachOnce(agents, "model", (name) => ports.models.resolve(name))),
    ...(await eachOnce(agents, "agent", (name) => ports.roles.find(name, folder))),
  ];
  if (lacking.length === 0) return;
  const lines = lacking.map((one) => `  ${one}`).join("\n");
  throw new LegateError("bad-input", `The workflow ${graph.name} cannot run here:\n${lines}`, {
    details: { lacking },
  });
}

function unknownTools({ toolbox }: Needed, { path, work }: PlacedAgent): readonly string[] {
  const known = toolbox.list().map(({ description }) => description.name);
  const unknown = (work.tools ?? []).filter((name) => isExactName(name) && !known.includes(name));
  return unknown.map((name) => {
    const near = nearest(name, known);
    return `${path.join(".")}.tools: there is no tool ${name}${near === undefined ? "" : `; did you mean ${near}?`}`;
  });
}

/** Each name is looked up once, and told where it stands first. */
async function eachOnce(
  agents: readonly PlacedAgent[],
  field: "model" | "agent",
  find: (name: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const first = new Map<string, PlacedAgent>();
  for (const agent of agents) {
    const name = agent.work[field];
    if (name !== undefined && !first.has(name)) first.set(name, agent);
  }
  const found = await Promise.all(
    [...first].map(async ([name, { path }]) => {
      const why = await find(name).then(() => undefined, whyNot);
      return why === undefined ? [] : [`${path.join(".")}.${field}: ${why}`];
    }),
  );
  return found.flat();
}

function whyNot(error: unknown): string {
  if (isFailure(error)) return error.message;
  throw error;
}
