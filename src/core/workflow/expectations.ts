import type { JsonObject } from "../json.ts";
import type { Expression } from "./expression.ts";

/** What a verification holds against its subject. All of it must hold. */
export interface Expectations {
  /** Each must occur in `text`, letter for letter. */
  readonly contains?: readonly string[];
  /** None may. */
  readonly excludes?: readonly string[];
  /** JSON Schema that `output` must meet. */
  readonly schema?: JsonObject;
  /** Must be `true`; may read `output` and `text` of the subject. */
  readonly holds?: Expression;
}
