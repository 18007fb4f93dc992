import type { ArtifactRecord } from "../../core/artifacts/artifact.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { NodeContext } from "../../core/workflow/context.ts";
import type { Contract, InputContract } from "../../core/workflow/contract.ts";
import type { Expression, Read, Template } from "../../core/workflow/expression.ts";
import type { WorkflowNode } from "../../core/workflow/node.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { contextOf, seenArtifact } from "../../core/workflow/run/run-artifacts.ts";
import type { Visit } from "../../core/workflow/run/visit.ts";
import { workOf } from "../../core/workflow/run/work-of.ts";
import type { Evaluated, Expressions, Rendered } from "../../ports/expressions.ts";

/**
 * What the texts of one visit may read. Only what a text reads is put together for it, so that looking at one
 * step of a long run costs no more than that.
 */
export class Scope {
  readonly #expressions: Expressions;
  readonly #worker: Worker;
  readonly #visit: Visit;
  readonly #more: JsonObject;
  #artifacts: readonly ArtifactRecord[] | undefined;

  constructor(expressions: Expressions, worker: Worker, visit: Visit, more: JsonObject = {}) {
    this.#expressions = expressions;
    this.#worker = worker;
    this.#visit = visit;
    this.#more = { ...itemOf(worker, visit), ...more };
  }

  /** The same with further names. */
  with(more: JsonObject): Scope {
    const scope = new Scope(this.#expressions, this.#worker, this.#visit, { ...this.#more, ...more });
    scope.#artifacts = this.#artifacts;
    return scope;
  }

  /** Its context. */
  get artifacts(): readonly ArtifactRecord[] {
    const { id, request } = this.#worker;
    const run = runOf(this.#worker);
    if (request.workflow === undefined) return [];
    const { context, inputs } = givenTo(run.graph.nodes[this.#visit.node]);
    this.#artifacts ??= contextOf(id, run, this.#visit, context, inputs);
    return this.#artifacts;
  }

  evaluate(source: Expression): Evaluated {
    const read = this.#expressions.expression(source);
    if (!read.ok) return { ok: false, reason: read.message };
    return this.#expressions.evaluate(source, this.#names(read.reads));
  }

  render(source: Template): Rendered {
    const read = this.#expressions.template(source);
    if (!read.ok) return { ok: false, reason: read.message };
    return this.#expressions.render(source, this.#names(read.reads));
  }

  #names(reads: readonly Read[]): JsonObject {
    const names: Record<string, Json> = { ...this.#more };
    const roots = new Set(reads.map(({ path }) => String(path[0])));
    if (roots.has("inputs")) names["inputs"] = this.#worker.request.workflow?.inputs ?? {};
    if (roots.has("visit")) names["visit"] = this.#visit.number;
    if (roots.has("artifacts")) names["artifacts"] = this.artifacts.map(seenArtifact);
    if (roots.has("steps")) names["steps"] = this.#steps(reads);
    return names;
  }

  #steps(reads: readonly Read[]): JsonObject {
    const run = runOf(this.#worker);
    const named = reads.filter(({ path }) => path[0] === "steps").map(({ path }) => path[1]);
    const all = named.includes(undefined);
    const nodes = all ? Object.keys(run.graph.nodes) : [...new Set(named.map(String))];
    return Object.fromEntries(nodes.flatMap((node) => stepOf(this.#worker, node)));
  }
}

function givenTo(node: WorkflowNode | undefined): { context?: NodeContext; inputs?: InputContract } {
  if (node === undefined || !("context" in node) || node.context === undefined) return {};
  const contract: Contract | undefined = "contract" in node ? node.contract : undefined;
  return { context: node.context, ...(contract?.inputs === undefined ? {} : { inputs: contract.inputs }) };
}

function stepOf(worker: Worker, node: string): readonly (readonly [string, JsonObject])[] {
  const { newest, skipped } = scheduleOf(runOf(worker));
  const last = newest.get(node);
  if (skipped.has(node) && last === undefined) return [[node, SKIPPED]];
  if (last === undefined) return [];
  const { outcome, output, text = "" } = last.settled;
  const left = output === undefined ? {} : { output };
  return [[node, { outcome, ...left, text, visits: last.visit.number }]];
}

const SKIPPED: JsonObject = { outcome: "skipped", text: "", visits: 0 };

function itemOf(worker: Worker, { branch }: Visit): JsonObject {
  if (branch === undefined) return {};
  const items = scheduleOf(runOf(worker)).running.get(branch.of)?.started.items ?? [];
  return { item: items[branch.index] ?? null, index: branch.index };
}

/** What a visit does, together with the node it belongs to. */
export function nodeOf(worker: Worker, visit: Visit) {
  const { graph } = runOf(worker);
  const node = graph.nodes[visit.node];
  if (node === undefined) throw new Error(`the graph has no node ${visit.node}`);
  return { graph, node, work: workOf(graph, visit) };
}
