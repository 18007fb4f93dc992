import type { KeptArtifact } from "../../core/artifacts/kept-artifact.ts";
import type { Lineage } from "../../core/artifacts/lineage.ts";
import { cameFrom } from "./artifact-list.ts";
import { oneLine } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** What was made from what, each artifact below what it was made from; one with several origins is told once. */
export function lineageText(lineage: Lineage, style: Style): string[] {
  const { artifacts, elsewhere, edges } = lineage;
  if (artifacts.length === 0) return ["No artifacts."];
  const byId = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  const told = new Set<string>();
  const lines: string[] = [];
  const tell = (id: string, depth: number): void => {
    const indent = "  ".repeat(depth);
    const again = told.has(id);
    lines.push(`${indent}${lineOf(id, byId.get(id), again, style)}`);
    if (again) return;
    told.add(id);
    for (const { to } of edges.filter(({ from }) => from === id)) tell(to, depth + 1);
  };
  for (const id of elsewhere) tell(id, 0);
  for (const { id, lineage: from } of artifacts) if (from.length === 0) tell(id, 0);
  for (const { id } of artifacts) if (!told.has(id)) tell(id, 0); // each of them comes from another
  return lines;
}

function lineOf(id: string, artifact: KeptArtifact | undefined, again: boolean, style: Style): string {
  if (artifact === undefined) return `${oneLine(id, 80)}  ${style.dim("(not here)")}`;
  const name = `${style.bold(`${oneLine(artifact.kind, 24)}: ${oneLine(artifact.title, 80)}`)}  ${oneLine(id, 80)}`;
  return again ? `${name}  ${style.dim("(above)")}` : `${name}  ${style.dim(cameFrom(artifact))}`;
}
