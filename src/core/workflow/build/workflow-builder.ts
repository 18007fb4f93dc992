import type { Branch } from "../branch.ts";
import type { Edge } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import { isName, NAME_FORM } from "../name.ts";
import type { WorkflowNode } from "../node.ts";
import { type Names, namesFor } from "./names.ts";
import { needsOf } from "./needs-of.ts";
import { agentNode, checkNode, childNode, commandNode, mapNode, placeOf, reduceNode } from "./nodes.ts";
import type {
  AgainOptions,
  AgentOptions,
  BranchOptions,
  CheckOptions,
  ChildOptions,
  CommandOptions,
  HelpOptions,
  MapOptions,
  Place,
  QuestionOptions,
  ReduceOptions,
} from "./options.ts";
import { isRef, pathOf, type Ref } from "./ref.ts";
import type { SchemaOf } from "./schema-type.ts";
import type {
  Answer,
  BranchOf,
  CheckedBy,
  CommandValue,
  Exact,
  Name,
  NewName,
  OutputOf,
  Said,
  With,
} from "./step-types.ts";
import { type Condition, templateOf } from "./text.ts";

/**
 * A workflow in TypeScript. Each call adds one step and answers with the workflow that has it, so that a step
 * can need and read only what was declared before: an unknown step, input, field or outcome does not compile.
 */
export class WorkflowBuilder<Inputs, Steps> {
  readonly #graph: WorkflowGraph;

  /** @internal Use `workflow`. */
  constructor(graph: WorkflowGraph) {
    this.#graph = graph;
  }

  /** An agent in the run's workspace. */
  stage<const Id extends string, const T extends Place<Name<Steps>> & AgentOptions<SchemaOf | undefined>>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & AgentOptions<SchemaOf | undefined>>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, OutputOf<T["output"]>>> {
    return this.#with(id, say, agentNode);
  }

  /** A child worker. */
  subagent<const Id extends string, const T extends Place<Name<Steps>> & ChildOptions<SchemaOf | undefined>>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & ChildOptions<SchemaOf | undefined>>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, OutputOf<T["output"]>>> {
    return this.#with(id, say, childNode);
  }

  command<const Id extends string, const T extends Place<Name<Steps>> & CommandOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & CommandOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, CommandValue>> {
    return this.#with(id, say, commandNode);
  }

  /** Succeeds when a command or a reviewing agent says that it holds, and in words that are as expected. */
  verify<const Id extends string, const T extends Place<Name<Steps>> & CheckOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & CheckOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, CheckedBy<T>>> {
    return this.#with(id, say, checkNode);
  }

  /** A child worker, or a verification, for each item of a list: which list, and then what is done. */
  map<const Id extends string, E, const W extends BranchOptions>(
    id: NewName<Id, Steps>,
    items: Said<Inputs, Steps, Ref<readonly E[]>>,
    say: Said<Inputs, Steps, Place<Name<Steps>> & MapOptions<E, W>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, readonly (BranchOf<W> | null)[]>> {
    return this.#with(id, say, (said) => mapNode(items(namesFor()), said));
  }

  /** One of many, such as of what the branches of a map came to; those that did not succeed are left out. */
  reduce<const Id extends string, E, const O extends SchemaOf | undefined = undefined>(
    id: NewName<Id, Steps>,
    items: Said<Inputs, Steps, Ref<readonly E[]>>,
    say: Said<Inputs, Steps, Place<Name<Steps>> & ReduceOptions<E, O>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, OutputOf<O>>> {
    return this.#with(id, say, (said) => reduceNode(items(namesFor()), said));
  }

  /** A person's yes. */
  approval<const Id extends string, const T extends Place<Name<Steps>> & QuestionOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & QuestionOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, Answer>> {
    return this.#with(id, say, ({ question }) => ({ kind: "approval", question: templateOf(question) }));
  }

  /** A person's help. */
  escalation<const Id extends string, const T extends Place<Name<Steps>> & HelpOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & HelpOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, { readonly answer: string; readonly by: string }>> {
    return this.#with(id, say, ({ reason, queue }) => ({
      kind: "escalation",
      reason: templateOf(reason),
      ...(queue === undefined ? {} : { queue }),
    }));
  }

  /** Goes back to an earlier step while a condition is true, `maxVisits` times at most; else it goes on. */
  again<const Id extends string, const T extends Place<Name<Steps>> & AgainOptions<Name<Steps>>>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, Place<Name<Steps>> & AgainOptions<Name<Steps>>>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, boolean>> {
    const { if: condition, to, maxVisits } = say(namesFor());
    const next = this.#with<Id, Place<string>, boolean>(id, say, () => ({
      kind: "condition",
      if: condition.expression,
    }));
    return next.#linked([{ from: id, to, on: "true", maxVisits }]);
  }

  /** What a completed run answers with. */
  outputs(say: Said<Inputs, Steps, Readonly<Record<string, Ref<unknown> | Condition>>>): this {
    const said = Object.entries(say(namesFor()));
    const outputs = Object.fromEntries(
      said.map(([name, one]) => [name, isRef(one) ? pathOf(one) : one.expression]),
    );
    return new WorkflowBuilder<Inputs, Steps>({ ...this.#graph, outputs }) as this;
  }

  /** The workflow in the form in which it is checked and run. */
  build(): WorkflowGraph {
    return this.#graph;
  }

  #with<Id extends string, P extends Place<string>, O>(
    id: string,
    say: (names: Names<Inputs, Steps>) => P,
    node: (said: P) => WorkflowNode,
  ): WorkflowBuilder<Inputs, With<Steps, Id, O>> {
    if (!isName(id)) throw new TypeError(`"${id}" is no name of a step: ${NAME_FORM}.`);
    const said = say(namesFor());
    const edges = needsOf(said).map(([from, on]): Edge => this.#edge(from, id, on));
    const { start, nodes } = this.#graph;
    return new WorkflowBuilder({
      ...this.#graph,
      start: edges.length === 0 ? [...start, id] : start,
      nodes: { ...nodes, [id]: { ...placeOf(said, edges.length), ...node(said) } },
      edges: [...this.#graph.edges, ...edges],
    });
  }

  #linked(edges: readonly Edge[]): WorkflowBuilder<Inputs, Steps> {
    return new WorkflowBuilder({ ...this.#graph, edges: [...this.#graph.edges, ...edges] });
  }

  /** What comes after a condition comes when it does not go back. */
  #edge(from: string, to: string, on: Branch | undefined): Edge {
    const branch = on ?? (this.#graph.nodes[from]?.kind === "condition" ? "false" : "success");
    return { from, to, ...(branch === "success" ? {} : { on: branch }) };
  }
}
