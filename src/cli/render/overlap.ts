import type { Overlap, OverlappingWorker } from "../../runtime/overlap.ts";
import { conflictLines } from "./landing.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import type { Style } from "./style.ts";

/** Pair by pair: what both change, and what of it git cannot put together. */
export function renderOverlap(found: readonly Overlap[], style: Style): string[] {
  if (found.length === 0) return ["No two workers change the same files."];
  return found.flatMap(({ workers, paths, conflicts }) => {
    const [one, other] = workers;
    const verdict =
      conflicts.length === 0 ? style.good("merges") : style.bad(counted(conflicts.length, "conflict"));
    return [
      `${style.bold(`${named(one)} and ${named(other)}`)}: ${counted(paths.length, "file")} in common, ${verdict}`,
      ...paths.map((path) => `  ${oneLine(path)}`),
      ...conflicts.flatMap((conflict) =>
        conflictLines(conflict, style, [oneLine(one.name, 80), oneLine(other.name, 80)]),
      ),
    ];
  });
}

function named({ name, status }: OverlappingWorker): string {
  return `${oneLine(name, 80)} (${status})`;
}
