import { TypeError as CelTypeError, Environment, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import type { JsonObject } from "../../core/json.ts";
import type { Comparison, Read, TextReading } from "../../core/workflow/expression.ts";
import type { Evaluated } from "../../ports/expressions.ts";
import { bounded, isTooLong } from "./bounded.ts";
import { celCompares, celReads, pathOf, refusedCall } from "./cel-reads.ts";
import { celScope, jsonFromCel, valueAt } from "./cel-values.ts";
import { remembered } from "./remembered.ts";

/** Names are checked by whoever knows which are declared, so here every name is one. */
export const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 2_000, maxDepth: 64, maxListElements: 1_000, maxMapEntries: 1_000 },
})
  .registerOperator("int + double", (a: bigint, b: number) => Number(a) + b)
  .registerOperator("double + int", (a: number, b: bigint) => a + Number(b))
  .registerOperator("int - double", (a: bigint, b: number) => Number(a) - b)
  .registerOperator("double - int", (a: number, b: bigint) => a - Number(b))
  .registerOperator("int * double", (a: bigint, b: number) => Number(a) * b)
  .registerOperator("double * int", (a: number, b: bigint) => a * Number(b))
  .registerOperator("int / double", (a: bigint, b: number) => Number(a) / b)
  .registerOperator("double / int", (a: number, b: bigint) => a / Number(b));

/** What an expression reads and gives, or where it is wrong. */
export function readCel(source: string): TextReading {
  const read = parsed(source);
  return read.ok ? { ok: true, reads: read.reads, type: read.type, compares: read.compares } : read;
}

/** The value of an expression over these names, as JSON. */
export function evaluateCel(source: string, names: JsonObject): Evaluated {
  const read = parsed(source);
  if (!read.ok) return { ok: false, reason: `${read.message}, at character ${read.offset + 1}` };
  const there = read.path === undefined ? undefined : valueAt(names, read.path);
  if (there !== undefined) return { ok: true, value: there };
  try {
    return jsonFromCel(bounded(() => read.run(celScope(names, read.reads))));
  } catch (error) {
    if (isTooLong(error)) return { ok: false, reason: "took too long; it reads or makes too much" };
    if (error instanceof EvaluationError || error instanceof CelTypeError) {
      return { ok: false, reason: error.summary };
    }
    throw error;
  }
}

type Parsed =
  | Extract<TextReading, { ok: false }>
  | {
      readonly ok: true;
      readonly reads: readonly Read[];
      readonly type: string;
      readonly compares: readonly Comparison[];
      /** When it is nothing but a path: what lies there needs no copy in another form, and no stopwatch. */
      readonly path: Read["path"] | undefined;
      readonly run: (scope: Readonly<Record<string, unknown>>) => unknown;
    };

const parsed = remembered((source: string): Parsed => {
  if (source.length > LONGEST) return wrong(`is longer than ${LONGEST} characters`, 0);
  try {
    const read = environment.parse(source);
    const refused = refusedCall(read.ast);
    if (refused !== undefined) return wrong(refused.message, refused.node.start);
    const checked = read.check();
    if (!checked.valid) return wrong(checked.error?.summary ?? "cannot be evaluated", startOf(checked.error));
    const reads = celReads(read.ast);
    const type = checked.type ?? "dyn";
    const compares = celCompares(read.ast);
    return { ok: true, reads, type, compares, path: pathOf(read.ast), run: (scope) => read(scope) };
  } catch (error) {
    if (error instanceof ParseError || error instanceof CelTypeError)
      return wrong(error.summary, startOf(error));
    throw error;
  }
});

const LONGEST = 10_000;

function wrong(message: string, offset: number): Extract<Parsed, { ok: false }> {
  return { ok: false, message, offset };
}

function startOf(error: { readonly range?: { readonly start: number } | undefined } | undefined): number {
  return error?.range?.start ?? 0;
}
