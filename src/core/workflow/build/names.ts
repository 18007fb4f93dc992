import type { Chosen } from "./chosen.ts";
import { type Ref, refTo } from "./ref.ts";

/** What a step of each kind leaves, beside its `output`. */
export interface StepValue<O> {
  readonly output: O;
  readonly text: string;
  readonly outcome: "success" | "failure" | "true" | "false" | "skipped";
  readonly visits: number;
}

/** What texts of a step may read: what the workflow was given, and the steps that were declared before. */
export interface Names<Inputs, Steps> {
  readonly inputs: { readonly [K in keyof Inputs]: Ref<Inputs[K]> };
  readonly steps: {
    readonly [K in keyof Steps]: Ref<StepValue<Steps[K] extends Chosen ? boolean : Steps[K]>>;
  };
  readonly artifacts: Ref<readonly ArtifactValue[]>;
  readonly visit: Ref<number>;
}

interface ArtifactValue {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly node: string;
}

/** The same for any inputs and steps; which of them are there is a matter of types. */
export function namesFor<Inputs, Steps>(): Names<Inputs, Steps> {
  return {
    inputs: refTo("inputs") as unknown as Names<Inputs, Steps>["inputs"],
    steps: refTo("steps") as unknown as Names<Inputs, Steps>["steps"],
    artifacts: refTo("artifacts"),
    visit: refTo("visit"),
  };
}
