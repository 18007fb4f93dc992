import type { ArtifactRecord } from "./artifact.ts";

/**
 * A name for the file of an artifact, `03-plan-port-the-parser.txt`: whatever the artifact says of itself, it
 * is one plain name without a path, safe on any file system. `place` counts from 1 and keeps names apart.
 */
export function artifactFileName(artifact: ArtifactRecord, place: number): string {
  const words = [slug(artifact.kind), slug(artifact.title)].filter((word) => word !== "");
  return `${[String(place).padStart(2, "0"), ...words].join("-")}.${extensionOf(artifact)}`;
}

function slug(text: string): string {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, MOST_CHARACTERS).replace(/^-+|-+$/g, "");
}

const MOST_CHARACTERS = 50;

function extensionOf({ kind, text }: ArtifactRecord): string {
  if (text === undefined || text === "") return "json";
  return PATCHES.includes(kind) ? "patch" : "txt";
}

const PATCHES: readonly string[] = ["diff", "git_diff", "patch", "patch_set", "patch_proposal"];
