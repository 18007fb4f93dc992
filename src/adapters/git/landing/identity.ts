import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Person } from "../../../core/landing/landing.ts";
import { LegateError } from "../../../ports/failure.ts";
import { readIfThere } from "../durable-file.ts";
import type { FoundRepository } from "../find-repository.ts";
import { repositoryEnvironment, repositoryMounts } from "../inspect-repository.ts";
import { sandboxedGit, withScratch } from "../sandboxed-git.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";

/** Where the user's own git configuration lies. Folders are absolute. */
export interface ConfigHome {
  readonly home: string;
  /** @default `.config` below home */
  readonly xdg?: string;
  /** The file that is read in place of those in the folders; the empty path stands for none. @default those in the folders */
  readonly global?: string;
}

/**
 * Who the user is to git: what the repository's configuration says, else his own. Both are read in the
 * sandbox, as text; a file that they include by a path is not.
 */
export async function configuredIdentity(
  context: Pick<WorkspacesContext, "layout" | "sandbox">,
  found: FoundRepository,
  configHome: ConfigHome,
  signal?: AbortSignal,
): Promise<Person | undefined> {
  const texts = await Promise.all(
    globalFiles(configHome).map((file) => readIfThere(file).catch(() => undefined)),
  );
  return withScratch(context.layout, undefined, async (scratch) => {
    const global = join(scratch, "global");
    await writeFile(global, texts.map((text) => `${text ?? ""}\n`).join(""));
    const answer = await sandboxedGit(context.sandbox, {
      what: "reading who you are",
      script: IDENTITY,
      cwd: found.top,
      env: { ...repositoryEnvironment(found), GIT_CONFIG_GLOBAL: global },
      mounts: [...repositoryMounts(found), { path: scratch, mode: "ro" }],
      timeoutMs: 60_000,
      signal,
    });
    const [name = "", email = ""] = answer.split("\n");
    return name === "" || email === "" ? undefined : checkedPerson({ name, email });
  });
}

function globalFiles({ home, xdg = join(home, ".config"), global }: ConfigHome): readonly string[] {
  if (global !== undefined) return global === "" ? [] : [global];
  return [join(xdg, "git/config"), join(home, ".gitconfig")];
}

/** Throws `bad-input` for what cannot stand in a commit. */
export function checkedPerson(person: Person): Person {
  const [name, email] = [person.name.trim(), person.email.trim()];
  if (name !== "" && email !== "" && !/[<>\p{Cc}]/u.test(name + email)) return { name, email };
  const shown = JSON.stringify(`${person.name} <${person.email}>`);
  throw new LegateError("bad-input", `${shown} cannot sign a commit; write it as Name <address>.`);
}

export function nobodyConfigured(): LegateError {
  const text =
    'Nobody is named who commits: run "git config --global user.name NAME" and the same for user.email, or name the committer.';
  return new LegateError("bad-input", text);
}

const IDENTITY = `
git config --get user.name || echo
git config --get user.email || echo
`;
