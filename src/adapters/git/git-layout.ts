import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectFormat } from "../../core/workspace/object-format.ts";
import { writeNewFile } from "./durable-file.ts";

/**
 * Lays out an empty git directory file by file, at a path where nothing is yet. No template, no hooks
 * and no setting that we did not write can be in it, and no process is started.
 */
export async function layOutGitDirectory(path: string, layout: GitLayout): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await Promise.all(FOLDERS.map((folder) => mkdir(join(path, folder), { recursive: true })));
  const write = (name: string, content: string) =>
    layout.durable
      ? writeNewFile(join(path, name), content)
      : writeFile(join(path, name), content, { flag: "wx" });
  const files = {
    config: configOf(layout),
    "info/exclude": linesOf(layout.exclude),
    ...(layout.shallow === "" ? {} : { shallow: layout.shallow }),
    ...(layout.alternate === undefined ? {} : { "objects/info/alternates": `${layout.alternate}\n` }),
  };
  await Promise.all(Object.entries(files).map(([name, content]) => write(name, content)));
  // Without it git takes the folder for no repository at all.
  await write("HEAD", layout.head === undefined ? "ref: refs/heads/none\n" : `${layout.head}\n`);
}

const FOLDERS = ["objects/info", "objects/pack", "refs/heads", "refs/tags", "info"];

/** Gives a git directory of ours, that nobody else has seen yet, another commit and other excludes. */
export async function pointGitDirectory(
  path: string,
  { head, exclude }: { readonly head: string; readonly exclude: readonly string[] },
): Promise<void> {
  await writeFile(join(path, "info/exclude"), linesOf(exclude));
  await writeFile(join(path, "HEAD"), `${head}\n`);
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

export interface GitLayout {
  readonly bare: boolean;
  readonly objectFormat: ObjectFormat;
  /** Commit id that HEAD is detached at. @default an unborn branch */
  readonly head?: string;
  /** Objects folder to borrow from. */
  readonly alternate?: string;
  /** Where history was cut off, in the form of git's `shallow` file; empty when it was not. */
  readonly shallow: string;
  readonly exclude: readonly string[];
  /** Whether it must survive a power cut at once, because it cannot be made again. */
  readonly durable: boolean;
}

function configOf(layout: GitLayout): string {
  const lines = [
    "[core]",
    `\trepositoryformatversion = ${layout.objectFormat === "sha1" ? 0 : 1}`,
    "\tfilemode = true",
    `\tbare = ${layout.bare}`,
    ...(layout.objectFormat === "sha1" ? [] : ["[extensions]", `\tobjectformat = ${layout.objectFormat}`]),
    ...(layout.bare ? [] : ["[user]", `\tname = ${AUTHOR.name}`, `\temail = ${AUTHOR.email}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Who commits made by Legate are by. */
export const AUTHOR = { name: "Legate", email: "legate@localhost.invalid" } as const;

export function authorEnvironment(at: string): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: AUTHOR.name,
    GIT_AUTHOR_EMAIL: AUTHOR.email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: AUTHOR.name,
    GIT_COMMITTER_EMAIL: AUTHOR.email,
    GIT_COMMITTER_DATE: at,
  };
}
