import { join, resolve } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import {
  type Config,
  NO_CONFIG,
  narrowedBy,
  parseConfig,
  parseProjectConfig,
  widenedBy,
} from "../../wire/config-file.ts";
import { problemLines, type StrictRead } from "../../wire/strict-yaml.ts";
import { readNamedText, readText } from "./read-text.ts";
import { foldersUpToTop } from "./repository-top.ts";
import type { RepositoryTrust } from "./repository-trust.ts";

export interface LoadedConfig {
  readonly config: Config;
  /** The files it came from. */
  readonly sources: readonly string[];
  /** What of the repository's configuration was not taken, and why. */
  readonly notes: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The user's configuration (`$LEGATE_CONFIG`, else `$XDG_CONFIG_HOME/legate/config.yaml`), narrowed by
 * the nearest `.legate/config.yaml` at or above `cwd` within its repository, or widened by it when the
 * repository is trusted; `$LEGATE_MODEL` wins over both. Rejects with `bad-input` and every problem with
 * its line.
 */
export async function loadConfig(env: Env, cwd: string, trust?: RepositoryTrust): Promise<LoadedConfig> {
  const user = await userConfig(env, cwd);
  const project = await projectConfig(cwd);
  const joined = project === undefined ? undefined : joinedWith(user.config, project, trust);
  const config = joined?.config ?? user.config;
  const model = env["LEGATE_MODEL"];
  return {
    config: model === undefined || model === "" ? config : { ...config, model },
    sources: [...user.sources, ...(project === undefined ? [] : [project.path])],
    notes: [...lostTrust(trust), ...(joined?.notes ?? []).map((note) => `${project?.path ?? ""}: ${note}`)],
  };
}

type Project = NonNullable<Awaited<ReturnType<typeof projectConfig>>>;

function joinedWith(user: Config, { path, text, config }: Project, trust: RepositoryTrust | undefined) {
  return trust?.covers(path, text) ? widenedBy(user, config) : narrowedBy(user, config);
}

function lostTrust(trust: RepositoryTrust | undefined): readonly string[] {
  if (trust?.state !== "changed") return [];
  return [
    `${trust.top} is no longer trusted: ${trust.changes.join(", ")}; look at it, then legate trust ${trust.top}`,
  ];
}

/** Folder of the user's own configuration and agent roles; nothing without a home. */
export function userFolder(env: Env): string | undefined {
  const base = env["XDG_CONFIG_HOME"];
  if (base?.startsWith("/")) return join(base, "legate");
  const home = env["HOME"];
  return home === undefined || home === "" ? undefined : join(home, ".config", "legate");
}

async function userConfig(env: Env, cwd: string): Promise<{ config: Config; sources: readonly string[] }> {
  const named = env["LEGATE_CONFIG"];
  if (named !== undefined && named !== "") {
    const path = resolve(cwd, named);
    const text = await readNamedText(path, "configuration (LEGATE_CONFIG)");
    return { config: accepted(path, parseConfig(text)), sources: [path] };
  }
  const folder = userFolder(env);
  const path = folder === undefined ? undefined : join(folder, "config.yaml");
  const text = path === undefined ? undefined : await readText(path);
  if (path === undefined || text === undefined) return { config: NO_CONFIG, sources: [] };
  return { config: accepted(path, parseConfig(text)), sources: [path] };
}

async function projectConfig(cwd: string) {
  for (const folder of foldersUpToTop(cwd)) {
    const path = join(folder, ".legate", "config.yaml");
    const text = await readText(path, { untrusted: true });
    if (text !== undefined) return { path, text, config: accepted(path, parseProjectConfig(text)) };
  }
  return undefined;
}

function accepted<T>(path: string, read: StrictRead<T>): T {
  if (read.ok) return read.value;
  throw new LegateError(
    "bad-input",
    `The configuration has problems:\n${problemLines(path, read.problems)}`,
    {
      details: { path, problems: read.problems },
    },
  );
}
