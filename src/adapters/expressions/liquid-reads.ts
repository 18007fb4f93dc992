import type { Liquid } from "liquidjs";
import type { Read } from "../../core/workflow/expression.ts";

type Globals = ReturnType<Liquid["analyzeSync"]>["globals"];

/** Every value that a template reads by name, as far as its fields are literal. */
export function liquidReads(source: string, globals: Globals): readonly Read[] {
  return Object.values(globals).flatMap((variables) =>
    variables.map((variable) => ({
      path: literalPath(variable.segments),
      offset: offsetOf(source, variable.location.row, variable.location.col),
    })),
  );
}

function literalPath(segments: readonly unknown[]): Read["path"] {
  const path: (string | number)[] = [];
  for (const segment of segments) {
    if (typeof segment !== "string" && typeof segment !== "number") break;
    path.push(segment);
  }
  return path;
}

/** Characters before a line and column that count from 1. */
export function offsetOf(source: string, line: number, column: number): number {
  const before = source.split("\n").slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
