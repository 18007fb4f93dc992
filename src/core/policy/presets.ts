import type { PlaceKind } from "../workspace/workspace.ts";
import { type ApprovalPolicy, ASK_ABOVE_READING } from "./approval-policy.ts";
import type { ApprovalRule } from "./approval-rule.ts";
import { type CapabilityPolicy, TOP } from "./capability-policy.ts";
import type { SideEffectLevel } from "./side-effect-level.ts";

export const PRESETS = ["read-only", "edit", "build", "network"] as const;
export type PresetName = (typeof PRESETS)[number];

/** Presets lie inside each other in the order of their names. */
export function narrowerPreset(a: PresetName, b: PresetName): PresetName {
  return PRESETS.indexOf(a) <= PRESETS.indexOf(b) ? a : b;
}

/** A ready-made pair of what may be done at all and what is done without asking. */
export interface Preset {
  readonly capabilities: CapabilityPolicy;
  readonly approval: ApprovalPolicy;
}

export interface PresetOptions {
  /** Canonical absolute path the worker is kept in. @default any; the gateway adds it once it is known */
  readonly workspaceRoot?: string;
  /** Ask for each effect above `read_only`. @default false: what the preset is for goes ahead */
  readonly ask?: boolean;
}

/**
 * `read-only` looks; `edit` also changes files of the workspace; `build` also runs sandboxed commands
 * without a network; `network` may also reach every host, and each call that reaches one is asked about.
 */
export function preset(name: PresetName, options: PresetOptions = {}): Preset {
  const { workspaceRoot, ask = false } = options;
  return {
    capabilities: {
      ...TOP,
      sideEffects: LEVEL[name],
      workspaceRoots: workspaceRoot === undefined ? "any" : [workspaceRoot],
      networkHosts: name === "network" ? "any" : [],
      sandbox: "full",
    },
    approval: { ...ASK_ABOVE_READING, allow: ask ? [] : ALLOWED[name] },
  };
}

export interface PresetChoice {
  readonly preset: PresetName;
  readonly ask: boolean;
}

/**
 * What holds when nobody chose: in an isolated checkout with a sandbox that is really enforced, build
 * freely; where a mistake would meet the user's own files, edit and ask; without a workspace, look.
 */
export function defaultPreset(workspaceKind: PlaceKind, sandboxEnforced: boolean): PresetChoice {
  switch (workspaceKind) {
    case "none":
      return { preset: "read-only", ask: true };
    case "directory":
      return { preset: "edit", ask: true };
    case "worktree":
      return sandboxEnforced ? { preset: "build", ask: false } : { preset: "edit", ask: false };
  }
}

const LEVEL: Readonly<Record<PresetName, SideEffectLevel>> = {
  "read-only": "read_only",
  edit: "workspace_write",
  build: "process_exec",
  network: "network",
};

const EDITS: ApprovalRule = { tools: ["edit_file", "write_file"] };
const COMMANDS: ApprovalRule = { tools: ["run_command"] };

const ALLOWED: Readonly<Record<PresetName, readonly ApprovalRule[]>> = {
  "read-only": [],
  edit: [EDITS],
  build: [EDITS, COMMANDS],
  network: [EDITS, COMMANDS],
};
