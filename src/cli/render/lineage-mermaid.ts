import type { Lineage } from "../../core/artifacts/lineage.ts";
import { oneLine } from "./plain-text.ts";
import { shortId } from "./short-id.ts";

/** The lineage as a Mermaid flowchart, a box for each worker. Nothing in a title can end its label. */
export function lineageMermaid({ artifacts, elsewhere, edges }: Lineage): string[] {
  const names = new Map(
    [...artifacts.map(({ id }) => id), ...elsewhere].map((id, index) => [id, `a${index}`]),
  );
  const nameOf = (id: string) => names.get(id) ?? "";
  const workers = [...new Set(artifacts.map(({ origin }) => origin.worker))];
  return [
    "flowchart TD",
    ...workers.flatMap((worker, index) => [
      `  subgraph w${index}["${label(shortId(worker))}"]`,
      ...artifacts
        .filter(({ origin }) => origin.worker === worker)
        .map(({ id, kind, title }) => `    ${nameOf(id)}["${label(`${kind}: ${title}`)}"]`),
      "  end",
    ]),
    ...elsewhere.map((id) => `  ${nameOf(id)}(["${label(id)}"])`),
    ...edges.map(({ from, to }) => `  ${nameOf(from)} --> ${nameOf(to)}`),
  ];
}

/** As entities, so that quotes, brackets and markup are only characters. */
function label(text: string): string {
  return oneLine(text, 80).replace(/[^\p{L}\p{N} .,:_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
