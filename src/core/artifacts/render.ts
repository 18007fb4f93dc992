import { type ArtifactRecord, bodyOf } from "./artifact.ts";
import { ARTIFACTS_ARE_DATA } from "./artifact-texts.ts";

export const ARTIFACT_FORMATS = ["blocks", "json"] as const;
export type ArtifactFormat = (typeof ARTIFACT_FORMATS)[number];

/**
 * Artifacts as a part of a prompt, labelled as data, in the order given; nothing for none. Nothing in
 * an artifact can end its block or begin another.
 */
export function renderArtifacts(
  artifacts: readonly ArtifactRecord[],
  format: ArtifactFormat = "blocks",
): string {
  if (artifacts.length === 0) return "";
  const render = format === "json" ? asJson : asBlock;
  return [ARTIFACTS_ARE_DATA, ...artifacts.map(render)].join("\n\n");
}

function asBlock(artifact: ArtifactRecord): string {
  const { id, title, kind, source, freshness = "normal", priority } = artifact;
  const attributes = Object.entries({ id, title, kind, source, freshness, priority: String(priority) })
    .map(([name, value]) => `${name}="${attribute(value)}"`)
    .join(" ");
  return `<artifact ${attributes}>\n${escaped(bodyOf(artifact))}\n</artifact>`;
}

function asJson(artifact: ArtifactRecord): string {
  const { id, kind, title, source, freshness = "normal", priority } = artifact;
  return JSON.stringify({ id, kind, title, source, freshness, priority, text: bodyOf(artifact) });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', "&quot;").replace(/\s+/g, " ");
}
