import type { JsonObject } from "../json.ts";
import type { Expression } from "./expression.ts";
import type { JoinPolicy } from "./join-policy.ts";
import type { NodeKind } from "./node-kind.ts";

/** What a node of every kind has. */
export interface AnyNode<K extends NodeKind> {
  readonly kind: K;
  /** For people, in drawings and questions. @default its id */
  readonly title?: string;
  /** Evaluated when it may begin; anything but `true` or `false` fails it, and on `false` it is `skipped`. */
  readonly when?: Expression;
  /** How its incoming edges are waited for. @default any of them */
  readonly join?: JoinPolicy;
  /** Free labels; never interpreted. */
  readonly metadata?: JsonObject;
}
