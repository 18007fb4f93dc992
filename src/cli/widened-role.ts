import { defaultPreset, narrowerPreset, type PresetName } from "../core/policy/presets.ts";
import { placeKind, type WorkspaceSpec } from "../core/workspace/workspace.ts";
import type { AgentRole } from "../wire/agent-role.ts";
import type { Config } from "../wire/config-file.ts";
import type { WorkerDraft } from "../wire/worker-draft.ts";

/**
 * A role of a trusted repository with what it asks for beyond the usual, up to the preset that would hold
 * without it. What the caller says of authority stands before it.
 */
export function widenedRole(role: AgentRole, asked: WorkerDraft, widest: PresetName): AgentRole {
  if (asked.preset !== undefined || asked.policy !== undefined) return role;
  const { wider } = role;
  const isNarrow = role.preset !== undefined || wider.preset === undefined;
  const preset = isNarrow ? {} : { preset: narrowerPreset(wider.preset, widest) };
  return { ...role, ...preset, allow: wider.allow };
}

/** The preset that holds where nobody says anything; a worker that can act has an enforced sandbox. */
export function presetAround(
  { preset, presetAtMost }: Config,
  workspace: WorkspaceSpec | undefined,
): PresetName {
  if (preset !== undefined) return preset;
  const usual = defaultPreset(workspace === undefined ? "none" : placeKind(workspace), true).preset;
  return presetAtMost === undefined ? usual : narrowerPreset(usual, presetAtMost);
}
