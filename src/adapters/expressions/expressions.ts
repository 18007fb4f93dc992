import type { Expressions } from "../../ports/expressions.ts";
import { evaluateCel, readCel } from "./cel.ts";
import { celMismatch } from "./cel-mismatch.ts";
import { readLiquid, renderLiquid } from "./liquid.ts";

/** CEL for expressions and strict Liquid for templates. */
export const expressions: Expressions = {
  expression: readCel,
  mismatch: celMismatch,
  template: readLiquid,
  evaluate: evaluateCel,
  render: renderLiquid,
};
