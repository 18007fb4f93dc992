import type { Budgets } from "../../policy/capability-policy.ts";
import type { InputDeclaration } from "../input-declaration.ts";
import type { SchemaOf, ValueOf } from "./schema-type.ts";
import { WorkflowBuilder } from "./workflow-builder.ts";

export interface WorkflowOptions<I> {
  readonly name: string;
  readonly description?: string;
  /** Schemas by name; `default` and `description` are taken from them. */
  readonly inputs?: I;
  readonly model?: string;
  readonly budgets?: Partial<Budgets>;
  readonly maxSteps?: number;
}

type InputsOf<I> = { readonly [K in keyof I]: ValueOf<I[K]> };
/** What another workflow must say of them: all that have no default. */
type GivenOf<I> = {
  readonly [K in keyof I as I[K] extends { readonly default: unknown } ? never : K]: ValueOf<I[K]>;
} & { readonly [K in keyof I as I[K] extends { readonly default: unknown } ? K : never]?: ValueOf<I[K]> };

/** Begins a workflow: `workflow({ name, inputs }).stage(…).build()`. */
export function workflow<const I extends Readonly<Record<string, SchemaOf>> = Record<never, never>>(
  options: WorkflowOptions<I>,
): WorkflowBuilder<InputsOf<I>, Record<never, never>, { given: GivenOf<I>; outputs: Record<never, never> }> {
  const { inputs, ...rest } = options;
  const declared = Object.entries<SchemaOf>(inputs ?? {}).map(
    ([name, one]) => [name, declaration(one)] as const,
  );
  return new WorkflowBuilder({
    version: 1,
    ...rest,
    inputs: Object.fromEntries(declared),
    outputs: {},
    start: [],
    nodes: {},
    edges: [],
  });
}

function declaration({ default: value, description, ...schema }: SchemaOf): InputDeclaration {
  return {
    schema: JSON.parse(JSON.stringify(schema)),
    ...(value === undefined ? {} : { default: value }),
    ...(description === undefined ? {} : { description }),
  };
}
