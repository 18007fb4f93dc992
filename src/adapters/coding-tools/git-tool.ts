import type { ToolAnnotations } from "../../core/policy/tool-annotations.ts";
import { type Place, shownPath } from "./place.ts";

/** What the registry says of the git tools: they run git, but can change nothing. */
export const READS_GIT = {
  kind: "read",
  sideEffects: "read_only",
  effectClass: "read",
  pathParameters: ["path"],
  capabilities: { git: ["read"] },
} as const satisfies ToolAnnotations;

/** Never runs a program named by the repository to make a diff, whatever it asks for. */
export const PLAIN_DIFF: readonly string[] = ["--no-ext-diff", "--no-textconv", "--no-color"];

/** The arguments that limit git to one path; taken literally, not as a pattern. */
export function pathspec(place: Place, path: string): readonly string[] {
  return path === place.root ? ["--"] : ["--", shownPath(place, path)];
}
