import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "./read-text.ts";
import { readInstructions } from "./repository-instructions.ts";

/** By path from the top of the repository; a file that cannot be read stands there without its text. */
export type GuidanceFiles = ReadonlyMap<string, string | undefined>;

export const REPOSITORY_CONFIG = ".legate/config.yaml";
const ROLE_FOLDERS = [".legate/agents", ".claude/agents"];

/** The files with which a repository says how it is to be worked on, at its top: what trust is about. */
export async function guidanceFiles(top: string): Promise<GuidanceFiles> {
  const roles = await Promise.all(ROLE_FOLDERS.map((folder) => rolesIn(top, folder)));
  const named = [REPOSITORY_CONFIG, ...roles.flat()];
  const texts = await Promise.all(
    named.map((path) => known(() => readText(join(top, path), { untrusted: true }))),
  );
  const instructions = await known(() => readInstructions(top));
  const found = [
    ...named.map((path, index) => [path, texts[index]] as const),
    ["AGENTS.md", instructions] as const,
  ];
  return new Map(found.flatMap(([path, read]) => (read === "absent" ? [] : [[path, read?.text] as const])));
}

/** Bound to every byte that is used of a file. */
export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

async function rolesIn(top: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(top, folder)).catch((): string[] => []);
  return names
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** Whatever stands there and is no plain text is nothing that could be trusted. */
async function known(
  read: () => Promise<string | undefined>,
): Promise<"absent" | { readonly text: string } | undefined> {
  try {
    const text = await read();
    return text === undefined ? "absent" : { text };
  } catch {
    return undefined;
  }
}
