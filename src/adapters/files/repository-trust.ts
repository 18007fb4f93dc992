import { realpath } from "node:fs/promises";
import { relative } from "node:path";
import type { TrustedRepository } from "../../wire/trust-file.ts";
import { digestOf, type GuidanceFiles, guidanceFiles } from "./guidance-files.ts";
import { repositoryTop } from "./repository-top.ts";
import { readTrust } from "./trust-book.ts";

/** What a user's trust in a repository comes to now. */
export interface RepositoryTrust {
  readonly top: string;
  readonly state: "trusted" | "changed" | "unknown";
  /** What is no longer as it was when it was trusted, e.g. `.legate/config.yaml was changed`. */
  readonly changes: readonly string[];
  /** True for a file of a trusted repository with exactly this text. */
  readonly covers: (path: string, text: string) => boolean;
}

/** Of the repository around `folder`, nothing outside of one. */
export async function repositoryTrust(
  stateDir: string,
  folder: string,
): Promise<RepositoryTrust | undefined> {
  const top = repositoryTop(folder);
  if (top === undefined) return undefined;
  const real = await realpath(top);
  const known = (await readTrust(stateDir)).find(({ path }) => path === real);
  if (known === undefined) return { top, state: "unknown", changes: [], covers: () => false };
  const changes = changesSince(known, await guidanceFiles(top));
  if (changes.length > 0) return { top, state: "changed", changes, covers: () => false };
  const covers = (path: string, text: string) => {
    const name = relative(top, path);
    return Object.hasOwn(known.files, name) && known.files[name] === digestOf(text);
  };
  return { top, state: "trusted", changes, covers };
}

/** Every file that came, went, or says something else. */
export function changesSince({ files }: TrustedRepository, now: GuidanceFiles): readonly string[] {
  const names = [...new Set([...Object.keys(files), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const before = Object.hasOwn(files, name) ? files[name] : undefined;
    if (!now.has(name)) return [`${name} is gone`];
    if (before === undefined) return [`${name} is new`];
    const text = now.get(name);
    if (text === undefined) return [`${name} cannot be read`];
    return digestOf(text) === before ? [] : [`${name} was changed`];
  });
}
