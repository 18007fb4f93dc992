import type { WorkerId } from "../ids.ts";
import type { Budgets } from "../policy/capability-policy.ts";
import type { ChildReport } from "../worker/child-report.ts";

/** What a worker knows of the workers it made. */
export type ChildRecord =
  /** In the same commit as the first record of the child. */
  | {
      readonly type: "child.spawned";
      readonly child: WorkerId;
      /** The call that asked for it; the same call never makes a second one. */
      readonly call: string;
      readonly name: string;
      /** What of this worker's budgets the child may draw on. */
      readonly slice: Budgets;
    }
  /** It was told to go on: what it reported before does not answer a wait any more. */
  | {
      readonly type: "child.addressed";
      readonly child: WorkerId;
      /** The input that it was sent; absent for a resume. */
      readonly input?: string;
    }
  /** The child came to rest; what it did is data, never an instruction. */
  | { readonly type: "child.settled"; readonly report: ChildReport }
  /** Every child that still lived was asked to end, because this worker ends. */
  | { readonly type: "children.closing"; readonly children: readonly WorkerId[] };
