import type { Worker } from "../../core/worker/worker.ts";
import type { MapWork } from "../../core/workflow/map-node.ts";
import type { WorkflowNode } from "../../core/workflow/node.ts";
import { REVIEW_SCHEMA } from "../../core/workflow/run/agent-prompt.ts";
import type { Visit } from "../../core/workflow/run/visit.ts";
import type { Drive } from "../drive.ts";
import { beginAgent } from "./begin-agent.ts";
import { beginCommand } from "./begin-command.ts";
import { beginCondition, beginJoin, beginWait } from "./begin-flow.ts";
import { beginMap } from "./begin-map.ts";
import { beginApproval, beginEscalation } from "./begin-person.ts";
import { beginReduce } from "./begin-reduce.ts";
import { beginWorkflow } from "./begin-workflow.ts";
import { Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";
import { earlierResults } from "./earlier-results.ts";
import { judgeSubject } from "./expectations.ts";
import { nodeOf } from "./scope.ts";

/** What beginning a visit means by its kind: it is over at once, or its work is recorded and begins. */
export async function beginVisit(drive: Drive, worker: Worker, visit: Visit): Promise<Begun> {
  const earlier = await earlierResults(drive.ports, drive.held);
  const at = new Beginning(drive.ports, worker, visit, { earlier });
  if (visit.missing !== undefined) {
    const sources = visit.missing.join(", ");
    return at.fails("join-unsatisfied", `it waits for ${sources}, and that can not come any more`);
  }
  const { node, work } = nodeOf(worker, visit);
  const wanted = visit.branch === undefined ? isWanted(at, node) : undefined;
  return wanted ?? begun(drive, at, work, node);
}

function isWanted(at: Beginning, { when }: WorkflowNode): Begun | undefined {
  if (when === undefined) return undefined;
  const found = at.scope.evaluate(when);
  if (!found.ok) return at.fails(EXPRESSION_FAILED, `when: ${found.reason}`);
  if (found.value === false) return at.ends("skipped", false);
  if (found.value === true) return undefined;
  return at.fails(EXPRESSION_FAILED, `when: gives ${JSON.stringify(found.value)}, not true or false`);
}

async function begun(
  drive: Drive,
  at: Beginning,
  work: WorkflowNode | MapWork,
  node: WorkflowNode,
): Promise<Begun> {
  const { branch } = at.visit;
  const contract =
    branch !== undefined && node.kind === "map" ? { output: node.contract?.output } : undefined;
  switch (work.kind) {
    case "stage":
      return beginAgent(drive, at, work, {
        contract: merged(work.contract, contract),
        timeoutMs: work.timeoutMs,
      });
    case "subagent": {
      const { workspace = "own", name, budgets, timeoutMs } = work;
      const named = name === undefined ? {} : { name };
      const lent = budgets === undefined ? {} : { budgets };
      const child = { workspace, ...named, ...lent };
      return beginAgent(drive, at, work, { contract: merged(work.contract, contract), timeoutMs, child });
    }
    case "verify":
      return beginVerify(drive, at, work);
    case "command":
      return beginCommand(at, work, work.timeoutMs);
    case "workflow":
      return beginWorkflow(drive, at, work);
    case "condition":
      return beginCondition(at, work);
    case "fork":
      return at.succeeds(null);
    case "join":
      return beginJoin(at);
    case "map":
      return beginMap(at, work);
    case "reduce":
      return beginReduce(drive, at, work);
    case "approval":
      return beginApproval(at, work);
    case "escalation":
      return beginEscalation(at, work);
    case "wait":
      return beginWait(at, work);
  }
}

type Verify = Extract<WorkflowNode | MapWork, { kind: "verify" }>;

async function beginVerify(drive: Drive, at: Beginning, work: Verify): Promise<Begun> {
  if (work.command !== undefined) return beginCommand(at, work.command, work.timeoutMs);
  if (work.review !== undefined) {
    const schema = work.contract?.output?.schema ?? REVIEW_SCHEMA;
    return beginAgent(drive, at, work.review, { contract: work.contract, schema, timeoutMs: work.timeoutMs });
  }
  return judgeSubject(at, work);
}

/** The contract of the work, with what its map says of each branch. */
function merged(
  own: Verify["contract"],
  outer: Pick<NonNullable<Verify["contract"]>, "output"> | { output: undefined } | undefined,
) {
  if (outer?.output === undefined) return own;
  return { ...own, output: { ...outer.output, ...own?.output } };
}
