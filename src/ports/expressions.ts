import type { Json, JsonObject } from "../core/json.ts";
import type { Expression, Template, TextReader } from "../core/workflow/expression.ts";

/**
 * Evaluates what workflows compute: pure, without access to anything but the names that are given, and
 * bounded in time and memory whatever the text says.
 *
 * X1. The same text over the same names gives the same value: no clock, no chance, no files.
 * X2. Only own fields of the given values are read; a name or field that is not there is a refusal, except
 *     where the text asks for it (`has(…)`, `{% if … %}`, `default`).
 * X3. A refusal is a value: `reason` says what went wrong, in words for the person who wrote the text.
 */
export interface Expressions extends TextReader {
  evaluate(source: Expression, names: JsonObject): Evaluated;
  render(source: Template, names: JsonObject): Rendered;
}

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly reason: string };

export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };
