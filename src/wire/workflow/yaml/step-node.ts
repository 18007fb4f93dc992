import type { NodeContext } from "../../../core/workflow/context.ts";
import type { Contract } from "../../../core/workflow/contract.ts";
import type { JoinPolicy } from "../../../core/workflow/join-policy.ts";
import type { MapNode, MapWork } from "../../../core/workflow/map-node.ts";
import type { WorkflowNode } from "../../../core/workflow/node.ts";
import type { NodeKind } from "../../../core/workflow/node-kind.ts";
import { camelFields } from "../../camel-fields.ts";
import { given } from "../given.ts";
import { outputSchemaFrom } from "./output-shorthand.ts";
import type { Step } from "./step-fields.ts";
import { agentWork, commandWork, verifyParts } from "./work-parts.ts";

/** The node that a step of this kind is. `needs` is how many edges lead to it. */
export function nodeOfStep(step: Step, kind: NodeKind, needs: number): WorkflowNode {
  const place = {
    ...given({ title: step.title, metadata: step.metadata }),
    ...given({ when: kind === "condition" ? undefined : step.if, join: joinOf(step, kind, needs) }),
  };
  if (step.for_each !== undefined) return { ...place, ...mapOf(step, step.for_each, workOf(step, kind)) };
  const context = given({ context: contextOf(step) });
  switch (kind) {
    case "stage":
    case "subagent":
    case "verify":
      return { ...place, ...context, ...workOf(step, kind) };
    case "command":
    case "workflow":
      return { ...place, ...workOf(step, kind) };
    case "condition":
      return { ...place, ...context, kind, if: step.if ?? "true" };
    case "reduce":
      return { ...place, ...context, kind, ...reduceParts(step), ...attempts(step), ...contract(step) };
    case "approval":
      return {
        ...place,
        ...context,
        kind,
        question: step.ask ?? "",
        ...given({ approvers: step.approvers }),
        ...deadline(step),
      };
    case "escalation":
      return {
        ...place,
        ...context,
        kind,
        reason: step.escalate ?? "",
        ...given({ level: step.level, queue: step.queue }),
        ...deadline(step),
      };
    case "wait":
      return { ...place, kind, ...given({ forMs: step.wait, until: step.wait_until }) };
    case "join":
      return { ...place, kind, join: joinOf(step, kind, needs) ?? { strategy: "all" } };
    case "fork":
    case "map":
      return { ...place, kind: "fork" };
  }
}

/** Several needs are waited for together, and a step whose needs did not come about is skipped. */
function joinOf({ join }: Step, kind: NodeKind, needs: number): JoinPolicy | undefined {
  if (join === "any") return { strategy: "any" };
  if (typeof join === "object") return { strategy: "quorum", atLeast: join.at_least, unsatisfied: "skipped" };
  const several = needs > 1 || kind === "join" || join === "all";
  return several ? { strategy: "all", unsatisfied: "skipped" } : undefined;
}

function mapOf(step: Step, items: string, work: MapWork): MapNode {
  const { max_items, surplus, max_parallel, strategy, at_least } = step;
  return {
    kind: "map",
    items,
    do: work,
    ...given({ maxItems: max_items, surplus, maxConcurrency: max_parallel, strategy, atLeast: at_least }),
  };
}

function workOf(step: Step, kind: NodeKind): MapWork {
  switch (kind) {
    case "subagent": {
      const workspace = step.isolation === "worktree" ? ("own" as const) : step.isolation;
      return { kind, ...agent(step), ...given({ workspace, takeIn: step.take_in, budgets: step.budget }) };
    }
    case "command":
      return {
        kind,
        ...commandWork(step),
        ...given({ with: step.with }),
        ...attempts(step),
        ...contract(step),
      };
    case "verify":
      return { kind, ...verifyParts(step.verify, step.with), ...attempts(step), ...contract(step) };
    case "workflow":
      return { kind, workflow: step.uses ?? "", ...given({ with: step.with }), ...attempts(step) };
    default:
      return { kind: "stage", ...agent(step) };
  }
}

function agent(step: Step) {
  const work = agentWork({ ...step, prompt: step.prompt ?? "" });
  return { ...work, ...attempts(step), ...contract(step) };
}

function reduceParts({ reduce = {} }: Step) {
  const { items, separator, template, stage } = reduce;
  const concat = template === undefined && stage === undefined ? given({ separator }) : undefined;
  return given({ items, concat, template, stage: stage === undefined ? undefined : agentWork(stage) });
}

function attempts({ retry, timeout }: Step) {
  const tries =
    retry === undefined
      ? undefined
      : { maxAttempts: retry.max_attempts, backoffMs: retry.backoff, multiplier: retry.multiplier };
  return given({ retry: tries, timeoutMs: timeout });
}

function deadline({ timeout }: Step) {
  return given({ timeoutMs: timeout });
}

function contract(step: Step): { readonly contract?: Contract } {
  const { output, output_kind, repair_turns, inputs, requires_transcript } = step;
  const schema = output === undefined ? undefined : outputSchemaFrom(output);
  const out = given({ kind: output_kind, schema, repairTurns: repair_turns });
  const all = given({
    inputs,
    requiresTranscript: requires_transcript,
    output: Object.keys(out).length === 0 ? undefined : out,
  });
  return Object.keys(all).length === 0 ? {} : { contract: all };
}

function contextOf({ context }: Step): NodeContext | undefined {
  if (context === undefined) return undefined;
  const { steps, ...rest } = context;
  return { ...camelFields(rest), ...given({ nodes: steps }) };
}
