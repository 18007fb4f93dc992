import type { NodeRecord } from "../../core/journal/node-record.ts";
import { oneLine } from "./plain-text.ts";
import { costText, counted, duration, tokens } from "./quantities.ts";
import type { Style } from "./style.ts";

type Settled = NodeRecord & { readonly type: "node.settled" };

/** What records say of the run of a workflow: which nodes began, and how they ended. */
export function narrateNodes(record: NodeRecord, style: Style): string[] {
  switch (record.type) {
    case "node.started":
      return [startedLine(record, style)];
    case "node.repairing":
      return [style.dim(`  ${record.visit}  asked once more: ${oneLine(record.problem, 200)}`)];
    case "node.retrying":
      return [style.attention(`  ${record.visit}  ${record.code}: ${oneLine(record.reason, 200)}; again`)];
    case "node.settled":
      return [settledLine(record, style)];
    case "workflow.finished":
      return record.problem === undefined ? [] : [style.bad(`outputs: ${oneLine(record.problem, 300)}`)];
  }
}

function startedLine(record: NodeRecord & { readonly type: "node.started" }, style: Style): string {
  const { visit, attempt, items, until } = record;
  const again = attempt === 1 ? "" : `, try ${attempt}`;
  const many = items === undefined ? "" : `, ${counted(items.length, "item")}`;
  const end = until === undefined ? "" : `, until ${until}`;
  return `${style.bold(visit)}  begins${again}${many}${end}`;
}

function settledLine(
  { visit, outcome, code, reason, spent, reused, takenIn = [] }: Settled,
  style: Style,
): string {
  const word = outcome === "failure" ? style.bad(code ?? outcome) : style.good(outcome);
  const why = reason === undefined ? "" : `: ${oneLine(reason, 300)}`;
  const took =
    spent === undefined
      ? ""
      : `  ${duration(spent.durationMs)}, ${tokens(spent.usage)}, ${costText(spent.cost)}`;
  const from = reused === undefined ? brought(takenIn) : ` (as in ${reused.worker})`;
  return `${style.bold(visit)}  ${word}${from}${why}${took}`;
}

function brought(paths: readonly string[]): string {
  return paths.length === 0 ? "" : `, and ${counted(paths.length, "file")} taken in`;
}
