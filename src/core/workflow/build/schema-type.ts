import type { Json } from "../../json.ts";

/** A JSON Schema as a program writes it; `ValueOf` says what values of it are. */
export interface SchemaOf {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly properties?: Readonly<Record<string, SchemaOf>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: SchemaOf;
  readonly description?: string;
  readonly default?: Json;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The values of a schema, as TypeScript knows them. */
export type ValueOf<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly properties: infer P }
    ? { readonly [K in keyof P]: ValueOf<P[K]> }
    : S extends { readonly items: infer I }
      ? readonly ValueOf<I>[]
      : S extends { readonly type: infer T }
        ? Plain<T>
        : Json;

type Plain<T> = T extends "string"
  ? string
  : T extends "number" | "integer"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "null"
        ? null
        : Json;
