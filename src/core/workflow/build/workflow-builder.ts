import type { Edge } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import type { WorkflowNode } from "../node.ts";
import type { Chosen } from "./chosen.ts";
import { callNode, conditionNode, forkNode, joinNode, waitNode } from "./flow-steps.ts";
import { type Names, namesFor } from "./names.ts";
import { agentNode, checkNode, childNode, commandNode, mapNode, reduceNode } from "./nodes.ts";
import type {
  AgainOptions,
  AgentOptions,
  BranchOptions,
  CallOptions,
  CheckOptions,
  ChildOptions,
  ChooseOptions,
  CommandOptions,
  GoesOn,
  HelpOptions,
  MapOptions,
  Place,
  QuestionOptions,
  ReduceOptions,
  WaitOptions,
} from "./options.ts";
import type { JoinIn, PlaceIn } from "./place-in.ts";
import { isRef, pathOf, type Ref } from "./ref.ts";
import type { SchemaOf } from "./schema-type.ts";
import type {
  Answer,
  BranchOf,
  CheckedBy,
  CommandValue,
  Exact,
  ExactCall,
  Face,
  Joined,
  Name,
  NewName,
  OutputOf,
  Said,
  ValuesOf,
  With,
} from "./step-types.ts";
import { type Condition, templateOf } from "./text.ts";
import { withStep } from "./with-step.ts";

declare const face: unique symbol;

/** A workflow that another one may call, whatever its steps are. */
export interface Callable<F extends Face> {
  /** For the compiler alone. */
  readonly [face]: F;
  build(): WorkflowGraph;
}

/**
 * A workflow in TypeScript. Each call adds one step and answers with the workflow that has it, so that a step
 * can need and read only what was declared before: an unknown step, input, field or outcome does not compile.
 */
export class WorkflowBuilder<Inputs, Steps, F extends Face = Face> implements Callable<F> {
  readonly #graph: WorkflowGraph;
  /** For the compiler alone. */
  declare readonly [face]: F;

  /** @internal Use `workflow`. */
  constructor(graph: WorkflowGraph) {
    this.#graph = graph;
  }

  /** An agent in the run's workspace. */
  stage<
    const Id extends string,
    const T extends PlaceIn<Steps> & AgentOptions<SchemaOf | undefined> & GoesOn<Name<Steps> | Id>,
  >(
    id: NewName<Id, Steps>,
    say: Said<
      Inputs,
      Steps,
      Exact<T, PlaceIn<Steps> & AgentOptions<SchemaOf | undefined> & GoesOn<Name<Steps> | Id>>
    >,
  ): WorkflowBuilder<Inputs, With<Steps, Id, OutputOf<T["output"]>>, F> {
    return this.#with(id, say, agentNode);
  }

  /** A child worker. */
  subagent<
    const Id extends string,
    const T extends PlaceIn<Steps> & ChildOptions<SchemaOf | undefined> & GoesOn<Name<Steps> | Id>,
  >(
    id: NewName<Id, Steps>,
    say: Said<
      Inputs,
      Steps,
      Exact<T, PlaceIn<Steps> & ChildOptions<SchemaOf | undefined> & GoesOn<Name<Steps> | Id>>
    >,
  ): WorkflowBuilder<Inputs, With<Steps, Id, OutputOf<T["output"]>>, F> {
    return this.#with(id, say, childNode);
  }

  command<const Id extends string, const T extends PlaceIn<Steps> & CommandOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & CommandOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, CommandValue>, F> {
    return this.#with(id, say, commandNode);
  }

  /** Succeeds when a command or a reviewing agent says that it holds, and in words that are as expected. */
  verify<const Id extends string, const T extends PlaceIn<Steps> & CheckOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & CheckOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, CheckedBy<T>>, F> {
    return this.#with(id, say, checkNode);
  }

  /** A child worker, or a verification, for each item of a list: which list, and then what is done. */
  map<const Id extends string, E, const W extends BranchOptions>(
    id: NewName<Id, Steps>,
    items: Said<Inputs, Steps, Ref<readonly E[]>>,
    say: Said<Inputs, Steps, PlaceIn<Steps> & MapOptions<E, W>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, readonly (BranchOf<W> | null)[]>, F> {
    return this.#with(id, say, (said) => mapNode(items(namesFor()), said));
  }

  /** One of many, such as of what the branches of a map came to; those that did not succeed are left out. */
  reduce<const Id extends string, E, const O extends SchemaOf | undefined = undefined>(
    id: NewName<Id, Steps>,
    items: Said<Inputs, Steps, Ref<readonly E[]>>,
    say: Said<Inputs, Steps, PlaceIn<Steps> & ReduceOptions<E, O>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, OutputOf<O>>, F> {
    return this.#with(id, say, (said) => reduceNode(items(namesFor()), said));
  }

  /** Chooses: what comes after it needs it for `true` or for `false`. */
  condition<const Id extends string, const T extends PlaceIn<Steps> & ChooseOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & ChooseOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, Chosen>, F> {
    return this.#with(id, say, conditionNode);
  }

  /** Begins branches: all that needs it. */
  fork<const Id extends string, const T extends object>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, PlaceIn<Steps> & Exact<T, PlaceIn<Steps>>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, null>, F> {
    return this.#with(id, say, forkNode);
  }

  /** Brings branches together, and has what they left. */
  join<const Id extends string, const T extends JoinIn<Steps>>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, JoinIn<Steps>>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, Joined<T, Steps>>, F> {
    return this.#with(id, say, joinNode);
  }

  /** Rests for a time, or until one. */
  wait<const Id extends string, const T extends PlaceIn<Steps> & WaitOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & WaitOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, null>, F> {
    return this.#with(id, say, waitNode);
  }

  /** Another workflow: its outputs are what the step leaves. */
  workflow<
    const Id extends string,
    Called extends Face,
    const T extends PlaceIn<Steps> & CallOptions<Called["given"]>,
  >(
    id: NewName<Id, Steps>,
    called: Callable<Called>,
    say: Said<Inputs, Steps, ExactCall<T, PlaceIn<Steps> & CallOptions<Called["given"]>, Called["given"]>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, Called["outputs"]>, F> {
    const workflows = { ...this.#graph.workflows, [id]: called.build() };
    return this.#with(id, say, (said) => callNode(id, said), { ...this.#graph, workflows });
  }

  /** A person's yes. */
  approval<const Id extends string, const T extends PlaceIn<Steps> & QuestionOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & QuestionOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, Answer>, F> {
    return this.#with(id, say, ({ question }) => ({ kind: "approval", question: templateOf(question) }));
  }

  /** A person's help. */
  escalation<const Id extends string, const T extends PlaceIn<Steps> & HelpOptions>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & HelpOptions>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, { readonly answer: string; readonly by: string }>, F> {
    return this.#with(id, say, ({ reason, queue }) => ({
      kind: "escalation",
      reason: templateOf(reason),
      ...(queue === undefined ? {} : { queue }),
    }));
  }

  /** Goes back to an earlier step while a condition is true, `maxVisits` times at most; else it goes on. */
  again<const Id extends string, const T extends PlaceIn<Steps> & AgainOptions<Name<Steps>>>(
    id: NewName<Id, Steps>,
    say: Said<Inputs, Steps, Exact<T, PlaceIn<Steps> & AgainOptions<Name<Steps>>>>,
  ): WorkflowBuilder<Inputs, With<Steps, Id, boolean>, F> {
    const { if: condition, to, maxVisits } = say(namesFor());
    const next = this.#with<Id, Place<string>, boolean>(id, say, () => ({
      kind: "condition",
      if: condition.expression,
    }));
    return next.#linked([{ from: id, to, on: "true", maxVisits }]);
  }

  /** What a completed run answers with. */
  outputs<const O extends Readonly<Record<string, Ref<unknown> | Condition>>>(
    say: Said<Inputs, Steps, O>,
  ): WorkflowBuilder<Inputs, Steps, { readonly given: F["given"]; readonly outputs: ValuesOf<O> }> {
    const said = Object.entries(say(namesFor()));
    const outputs = Object.fromEntries(
      said.map(([name, one]) => [name, isRef(one) ? pathOf(one) : one.expression]),
    );
    return new WorkflowBuilder({ ...this.#graph, outputs });
  }

  /** The workflow in the form in which it is checked and run. */
  build(): WorkflowGraph {
    return this.#graph;
  }

  #with<Id extends string, P extends Place<string>, O>(
    id: string,
    say: (names: Names<Inputs, Steps>) => P,
    node: (said: P) => WorkflowNode,
    graph: WorkflowGraph = this.#graph,
  ): WorkflowBuilder<Inputs, With<Steps, Id, O>, F> {
    return new WorkflowBuilder(withStep(graph, id, say(namesFor()), node));
  }

  #linked(edges: readonly Edge[]): WorkflowBuilder<Inputs, Steps, F> {
    return new WorkflowBuilder({ ...this.#graph, edges: [...this.#graph.edges, ...edges] });
  }
}
