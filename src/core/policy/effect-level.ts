import type { CallFacts } from "./call-facts.ts";
import { higherLevel, type SideEffectLevel } from "./side-effect-level.ts";
import type { ToolAnnotations, ToolKind } from "./tool-annotations.ts";

/**
 * How far a call really reaches: what its annotation says, or what its kind and its own arguments
 * show, whichever is further. So a tool that was annotated as harmless by mistake, or not at all,
 * is still held by the ceiling.
 */
export function effectLevel(facts: CallFacts): SideEffectLevel {
  const shown: SideEffectLevel[] = [KIND_FLOOR[facts.annotations.kind]];
  if (facts.paths.length > 0) shown.push("read_only");
  if (facts.paths.some((use) => use.access === "write")) shown.push("workspace_write");
  if (facts.command !== undefined) shown.push("process_exec");
  if ((facts.hosts ?? []).length > 0) shown.push("network");
  return shown.reduce(higherLevel, facts.annotations.sideEffects);
}

/** True for what nobody annotated, whatever object says so. */
export function isUnannotated(annotations: ToolAnnotations): boolean {
  return (
    annotations.kind === "other" &&
    annotations.sideEffects === "network" &&
    annotations.effectClass === "once" &&
    annotations.pathParameters.length === 0 &&
    Object.keys(annotations.capabilities).length === 0
  );
}

/** True for tools that exist to change files. */
export function changesFiles(kind: ToolKind): boolean {
  return KIND_FLOOR[kind] === "workspace_write";
}

const KIND_FLOOR: Readonly<Record<ToolKind, SideEffectLevel>> = {
  read: "read_only",
  search: "read_only",
  edit: "workspace_write",
  delete: "workspace_write",
  move: "workspace_write",
  execute: "process_exec",
  fetch: "network",
  think: "none",
  other: "none",
};
