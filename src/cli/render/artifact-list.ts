import type { KeptArtifact } from "../../core/artifacts/kept-artifact.ts";
import { oneLine } from "./plain-text.ts";
import { count, counted } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** One artifact a line: its id, its kind, how large it is, where it came from, its title. */
export function renderArtifactList(artifacts: readonly KeptArtifact[], style: Style): string[] {
  if (artifacts.length === 0) return ["No artifacts."];
  const rows = artifacts.map((artifact) => [
    oneLine(artifact.id, 80),
    oneLine(artifact.kind, 24),
    `${count(artifact.estimatedTokens)} tokens`,
    cameFrom(artifact),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return artifacts.map((artifact, index) => {
    const cells = (rows[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `${cells.join("  ")}  ${style.bold(oneLine(artifact.title, 80))}`;
  });
}

/** Which worker, in which cycle, by which call, from how many others. */
export function cameFrom({ origin, lineage }: KeptArtifact): string {
  const place = `${shortId(origin.worker)} ${wayOf(origin)}`;
  return lineage.length === 0 ? place : `${place}, from ${counted(lineage.length, "artifact")}`;
}

function wayOf({ way, cycle, call, node }: KeptArtifact["origin"]): string {
  switch (way) {
    case "given":
      return "given with the task";
    case "call":
      return `cycle ${cycle}, call ${call ?? "?"}`;
    case "cycle":
      return `result of cycle ${cycle}`;
    case "node":
      return `node ${oneLine(node ?? "?", 40)}`;
    case "child":
      return `cycle ${cycle}, from its child (${call ?? "?"})`;
  }
}
