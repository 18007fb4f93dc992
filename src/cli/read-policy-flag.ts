import { resolve } from "node:path";
import { readText } from "../adapters/files/read-text.ts";
import { PRESETS, type PresetName } from "../core/policy/presets.ts";
import type { WorkerDraft } from "../wire/worker-draft.ts";
import { badInput, didYouMean } from "./bad-input.ts";
import { wellFormed } from "./well-formed.ts";

export interface PolicyFlag {
  readonly draft: Pick<WorkerDraft, "preset" | "policy" | "approvals">;
  readonly notes: readonly string[];
}

/** What `--policy` says: the name of a preset, or a policy file that narrows what the preset allows. */
export async function readPolicyFlag(value: string | undefined, cwd: string): Promise<PolicyFlag> {
  if (value === undefined) return { draft: {}, notes: [] };
  const preset = PRESETS.find((one) => one === value);
  if (preset !== undefined) return { draft: { preset }, notes: [] };
  const path = resolve(cwd, value);
  const source = await readText(path);
  if (source === undefined) throw neitherPresetNorFile(value, path);
  const { parsePolicyFile } = await import("../wire/policy-file.ts");
  return wellFormed("policy file", path, parsePolicyFile(source, cwd));
}

function neitherPresetNorFile(value: string, path: string): Error {
  const known: readonly PresetName[] = PRESETS;
  const hint = didYouMean(value, known, `There is no file ${path}.`);
  return badInput(`--policy "${value}" is no preset (${known.join(", ")}) and no file.${hint}`);
}
