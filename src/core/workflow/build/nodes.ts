import type { JsonObject } from "../../json.ts";
import type { AgentWork } from "../agent-work.ts";
import type { CommandWork } from "../command-work.ts";
import type { Contract } from "../contract.ts";
import type { JoinPolicy } from "../join-policy.ts";
import type { WorkflowNode } from "../node.ts";
import type {
  AgentOptions,
  BranchOptions,
  CheckOptions,
  ChildOptions,
  CommandOptions,
  GoesOn,
  MapOptions,
  Place,
  ReduceOptions,
  ReviewOptions,
  Tries,
} from "./options.ts";
import { pathOf, type Ref, refTo } from "./ref.ts";
import type { SchemaOf } from "./schema-type.ts";
import { templateOf } from "./text.ts";

type Schema = SchemaOf | undefined;

/** What every node has; a step whose needs did not come about is skipped. */
export function placeOf({ title, when, join }: Place<string>, needs: number) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(when === undefined ? {} : { when: when.expression }),
    ...(needs < 2 ? {} : { join: joinOf(join) }),
  };
}

export function joinOf(join: Place<string>["join"] = "all"): JoinPolicy {
  if (typeof join === "object") return { strategy: "quorum", atLeast: join.atLeast, unsatisfied: "skipped" };
  return join === "any" ? { strategy: "any" } : { strategy: "all", unsatisfied: "skipped" };
}

export function agentNode(options: AgentOptions<Schema> & GoesOn<string>): WorkflowNode {
  return { kind: "stage", ...agent(options), ...beside(options) };
}

export function childNode(options: ChildOptions<Schema> & GoesOn<string>): WorkflowNode {
  return { ...child(options), ...beside(options) };
}

/** What it is given beside its task. */
function beside({ context, transcript }: Pick<AgentOptions<Schema>, "context"> & GoesOn<string>) {
  return {
    ...(context === undefined ? {} : { context }),
    ...(transcript === undefined
      ? {}
      : { transcript: typeof transcript === "string" ? { from: transcript } : transcript }),
  };
}

function child(options: ChildOptions<Schema>) {
  const { workspace, takeIn } = options;
  return {
    kind: "subagent" as const,
    ...agent(options),
    ...(workspace === undefined ? {} : { workspace }),
    ...(takeIn === undefined ? {} : { takeIn }),
  };
}

function agent(options: AgentOptions<Schema>): AgentWork & Tries & { readonly contract?: Contract } {
  const { prompt, output, context: _, retry, timeoutMs, ...rest } = options;
  const { agent: role, system, model, tools, policy, approvals } = rest;
  const words = system === undefined ? undefined : templateOf(system);
  const work = { agent: role, system: words, model, tools, policy, approvals, retry, timeoutMs };
  const said = Object.fromEntries(Object.entries(work).filter(([, one]) => one !== undefined));
  return { prompt: templateOf(prompt), ...said, ...contractOf(output) };
}

function contractOf(output: Schema): { readonly contract?: Contract } {
  return output === undefined ? {} : { contract: { output: { schema: plain(output) } } };
}

function plain(schema: SchemaOf): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(schema));
  return json;
}

export function commandNode(options: CommandOptions): WorkflowNode {
  return { kind: "command", ...command(options), ...tries(options) };
}

function command({ argv, cwd, exitCodes }: CommandOptions): CommandWork {
  return {
    argv: argv.map(templateOf),
    ...(cwd === undefined ? {} : { cwd }),
    ...(exitCodes === undefined ? {} : { exitCodes }),
  };
}

function tries({ retry, timeoutMs }: Tries): Tries {
  return { ...(retry === undefined ? {} : { retry }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

export function checkNode({ contains, excludes, ...options }: CheckOptions) {
  const expect = {
    ...(contains === undefined ? {} : { contains }),
    ...(excludes === undefined ? {} : { excludes }),
  };
  return {
    kind: "verify" as const,
    ...(options.command === undefined ? {} : { command: command(options.command) }),
    ...(options.review === undefined ? {} : { review: review(options.review) }),
    ...tries(options),
    ...(Object.keys(expect).length === 0 ? {} : { expect }),
  };
}

function review(options: ReviewOptions): AgentWork {
  return agent(options);
}

export function mapNode<E>(
  items: Ref<readonly E[]>,
  { do: work, strategy, ...limits }: MapOptions<E, BranchOptions>,
): WorkflowNode {
  const { maxItems, maxConcurrency } = limits;
  return {
    kind: "map",
    items: pathOf(items),
    do: branch(work(refTo("item"), refTo("index"))),
    ...(maxItems === undefined ? {} : { maxItems }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(typeof strategy === "object" ? { strategy: "quorum" as const, atLeast: strategy.atLeast } : {}),
    ...(typeof strategy === "string" ? { strategy } : {}),
  };
}

function branch(work: BranchOptions) {
  return "prompt" in work ? child(work) : checkNode(work);
}

export function reduceNode<E>(items: Ref<readonly E[]>, options: ReduceOptions<E, Schema>): WorkflowNode {
  const { concat, template, stage } = options;
  const { contract, ...work } = stage === undefined ? {} : agent(stage(refTo("items")));
  return {
    kind: "reduce",
    items: pathOf(items),
    ...(concat === undefined ? {} : { concat }),
    ...(template === undefined ? {} : { template: templateOf(template(refTo("items"))) }),
    ...("prompt" in work ? { stage: work } : {}),
    ...(contract === undefined ? {} : { contract }),
    ...tries(options),
  };
}
