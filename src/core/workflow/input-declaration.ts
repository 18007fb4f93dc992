import type { Json, JsonObject } from "../json.ts";

/** One thing that a caller of a workflow may hand over. */
export interface InputDeclaration {
  /** For people who start it. */
  readonly description?: string;
  /** JSON Schema that the value must meet before anything runs. @default any JSON */
  readonly schema?: JsonObject;
  /** Taken where the caller says nothing. Without one, the caller must. */
  readonly default?: Json;
}
