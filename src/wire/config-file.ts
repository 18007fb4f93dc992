import { z } from "zod";
import type { PresetName } from "../core/policy/presets.ts";
import { PRESETS } from "../core/policy/presets.ts";
import type { CompactionPolicy } from "../core/transcript/compaction-policy.ts";
import {
  COMMAND_LIMITS,
  type CommandLimits,
  DEFAULT_COMMAND_LIMITS,
  lowestLimits,
} from "../core/worker/command-limits.ts";
import { DEFAULT_LIMITS, type WorkerLimits } from "../core/worker/request.ts";
import type { PoolLimits } from "../core/workspace/pool.ts";
import { hasSecretName } from "../core/workspace/secret-name.ts";
import { commandLimitsFields } from "./command-limits.ts";
import { type ModelsConfig, modelsConfig } from "./models-config.ts";
import { type SecretsConfig, secretsConfig } from "./secrets-config.ts";
import type { StrictRead } from "./strict-yaml.ts";
import { compactionField, limitsFields } from "./worker-fields.ts";
import { checkDocument, readYamlDocument } from "./yaml-document.ts";

/** What a person sets once for all workers; every part has a default. `docs/configuration.md` tells it. */
export interface Config {
  /** For workers that name none. */
  readonly model?: string;
  /** Where models come from and what they cost. */
  readonly models: ModelsConfig;
  readonly preset?: PresetName;
  /** What a repository narrows the default preset to, where the user names none. */
  readonly presetAtMost?: PresetName;
  readonly limits: Partial<WorkerLimits>;
  /** What each sandboxed command may use up. */
  readonly sandbox?: Partial<CommandLimits>;
  /** What becomes of conversations that get too long for their model, where a worker says nothing. */
  readonly compaction?: Partial<CompactionPolicy>;
  /** Folders of toolchains outside `/usr`, shown read-only to every command; absolute or below `~/`. */
  readonly toolRoots?: readonly string[];
  /** Workers driven at one time by one process. */
  readonly maxConcurrent?: number;
  /** Of these, workers of one tree. @default no limit of its own */
  readonly maxPerTree?: number;
  /** Of these, workers that ask one model. @default no limit of its own */
  readonly maxPerModel?: number;
  /** Workers that may wait for a place, of all that share a state directory. @default 10000 */
  readonly maxQueued?: number;
  /** A process that drives workers and answers nobody for so long loses them to others. @default 20000 */
  readonly hungAfterMs?: number;
  /** Ignored folders to show in every isolated checkout, relative to the repository. */
  readonly include: readonly string[];
  /** How many checkouts may lie prepared. */
  readonly pool?: Partial<PoolLimits>;
  /** What commands may be given by name. @default none */
  readonly secrets?: SecretsConfig;
}

export const NO_CONFIG: Config = { models: {}, limits: {}, include: [] };

const text = z.string().trim().min(1);
const megabytes = z.number().int().positive().max(100_000_000).exactOptional();
const poolFields = z.strictObject({
  slots: z.number().int().min(0).max(64).exactOptional(),
  repositoryMb: megabytes,
  totalMb: megabytes,
  keepDays: z.number().int().positive().max(3650).exactOptional(),
});
const places = z.number().int().positive().max(1000).exactOptional();
const toolRoot = text.regex(/^(\/|~\/)/, { message: "must be absolute, or start with ~/" });
const shared = {
  model: text.exactOptional(),
  preset: z.enum(PRESETS).exactOptional(),
  limits: limitsFields.exactOptional(),
  sandbox: commandLimitsFields.exactOptional(),
  include: z.array(text).exactOptional(),
};
const configFile = z.strictObject({
  ...shared,
  ...modelsConfig.shape,
  toolRoots: z.array(toolRoot).exactOptional(),
  compaction: compactionField.exactOptional(),
  maxConcurrent: places,
  maxPerTree: places,
  maxPerModel: places,
  maxQueued: z.number().int().positive().max(1_000_000).exactOptional(),
  hungAfterMs: z.number().int().min(1000).max(86_400_000).exactOptional(),
  pool: poolFields.exactOptional(),
  secrets: secretsConfig.exactOptional(),
});

/** The user's own configuration. */
export function parseConfig(source: string): StrictRead<Config> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const checked = checkDocument(read.value, configFile);
  if (!checked.ok) return checked;
  const { providers, prices, contextWindows, limits, include, ...rest } = checked.value;
  const models = {
    ...(providers === undefined ? {} : { providers }),
    ...(prices === undefined ? {} : { prices }),
    ...(contextWindows === undefined ? {} : { contextWindows }),
  };
  return { ok: true, value: { ...rest, models, limits: limits ?? {}, include: include ?? [] } };
}

/** What a repository may say: nothing that gives its workers more, or sends keys and text elsewhere. */
export interface ProjectConfig {
  readonly model?: string;
  readonly preset?: PresetName;
  readonly limits: Partial<WorkerLimits>;
  readonly sandbox?: Partial<CommandLimits>;
  readonly include: readonly string[];
}

const ONLY_THE_USER = [
  "providers",
  "prices",
  "contextWindows",
  "compaction",
  "toolRoots",
  "maxConcurrent",
  "maxPerTree",
  "maxPerModel",
  "maxQueued",
  "hungAfterMs",
  "pool",
  "secrets",
] as const;

/** What it may not say is told in one place, and not a second time as unknown. */
const projectFile = z.strictObject({
  ...shared,
  ...Object.fromEntries(ONLY_THE_USER.map((field) => [field, z.unknown().optional()])),
});

/** The configuration that a repository brings with it. It belongs to whoever wrote the repository. */
export function parseProjectConfig(source: string): StrictRead<ProjectConfig> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const { value, problemAt } = read.value;
  const held = typeof value === "object" && value !== null ? value : {};
  const reserved = ONLY_THE_USER.filter((field) => Object.hasOwn(held, field)).map((field) =>
    problemAt(
      [field],
      "only the user's own configuration may set this: a repository could send keys elsewhere",
    ),
  );
  const checked = checkDocument(read.value, projectFile);
  if (!checked.ok || reserved.length > 0)
    return { ok: false, problems: [...reserved, ...(checked.ok ? [] : checked.problems)] };
  const { limits, include, ...rest } = checked.value;
  return { ok: true, value: { ...rest, limits: limits ?? {}, include: include ?? [] } };
}

export interface JoinedConfig {
  readonly config: Config;
  /** What of the repository's was not taken, and why. */
  readonly notes: readonly string[];
}

/** The user's configuration with what a repository says that its owner trusts, also when that is wider. */
export function widenedBy(user: Config, project: ProjectConfig): JoinedConfig {
  const { limits, include, sandbox: asked, ...named } = project;
  const { sandbox, notes } = narrowSandbox(user.sandbox, asked); // what the machine can bear is its owner's to say
  const joined = { limits: { ...user.limits, ...limits }, include: both(user.include, include) };
  return { config: { ...user, ...named, ...joined, ...(sandbox === undefined ? {} : { sandbox }) }, notes };
}

/** The user's configuration as a repository narrows it. */
export function narrowedBy(user: Config, project: ProjectConfig): JoinedConfig {
  const preset = narrowPreset(user.preset, project.preset);
  const limits = narrowLimits(user.limits, project.limits);
  const sandbox = narrowSandbox(user.sandbox, project.sandbox);
  const secret = project.include.filter(hasSecretName);
  return {
    config: {
      ...user,
      ...(project.model === undefined ? {} : { model: project.model }),
      ...preset.preset,
      limits: limits.limits,
      ...(sandbox.sandbox === undefined ? {} : { sandbox: sandbox.sandbox }),
      include: both(
        user.include,
        project.include.filter((path) => !secret.includes(path)),
      ),
    },
    notes: [...preset.notes, ...limits.notes, ...sandbox.notes, ...secret.map(secretNote)],
  };
}

function secretNote(path: string): string {
  return `include: ${path} has a name that secrets have; not taken (legate trust, or --include it)`;
}

function both(user: readonly string[], project: readonly string[]): readonly string[] {
  return [...new Set([...user, ...project])];
}

/**
 * Where the user names a preset, a repository may choose a narrower one. Where not, what it chooses is no
 * choice of the user's: it bounds the default, and what the default asks about is still asked.
 */
function narrowPreset(user: PresetName | undefined, project: PresetName | undefined) {
  const widest = user ?? "edit";
  if (project === undefined) return { preset: {}, notes: [] };
  if (PRESETS.indexOf(project) <= PRESETS.indexOf(widest))
    return { preset: user === undefined ? { presetAtMost: project } : { preset: project }, notes: [] };
  const note = `preset: "${project}" is wider than a repository may choose ("${widest}"); not taken (legate trust)`;
  return { preset: {}, notes: [note] };
}

function narrowLimits(user: Partial<WorkerLimits>, project: Partial<WorkerLimits>) {
  const notes: string[] = [];
  let limits = user;
  for (const field of LIMIT_NAMES) {
    const asked = project[field];
    const most = user[field] ?? DEFAULT_LIMITS[field];
    if (asked === undefined) continue;
    if (asked > most) notes.push(`limits.${field}: ${asked} is more than ${most}; not taken (legate trust)`);
    else limits = { ...limits, [field]: asked };
  }
  return { limits, notes };
}

function narrowSandbox(user: Config["sandbox"], project: ProjectConfig["sandbox"]) {
  if (project === undefined) return { sandbox: user, notes: [] };
  const most = { ...DEFAULT_COMMAND_LIMITS, ...user };
  const above = COMMAND_LIMITS.filter((limit) => (project[limit] ?? 0) > most[limit]);
  const lower = COMMAND_LIMITS.filter((limit) => !above.includes(limit) && project[limit] !== undefined);
  const taken = Object.fromEntries(lower.map((limit) => [limit, project[limit]]));
  const notes = above.map(
    (limit) => `sandbox.${limit}: ${project[limit]} is more than ${most[limit]}; not taken`,
  );
  return { sandbox: lowestLimits(user ?? {}, taken), notes };
}

const LIMIT_NAMES = [
  "maxTurns",
  "turnTimeoutMs",
  "callTimeoutMs",
  "maxAttempts",
  "cycleTimeoutMs",
  "warnRepeats",
  "blockRepeats",
] as const;
