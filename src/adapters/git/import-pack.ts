import { join } from "node:path";
import { syncFolder } from "./durable-file.ts";
import { DURABLE_SETTINGS } from "./git-settings.ts";
import { hostGit } from "./hardened-git.ts";
import { withResultFile } from "./sandboxed-git.ts";

/**
 * Takes a pack that a sandboxed git wrote into the vault. This is the only way objects enter it: each
 * is parsed, hashed and checked, and each link must lead to an object that is there (`--strict`), so
 * neither a planted object nor a truncated pack gets in. It survives a power cut when this resolves.
 */
export async function importPack(
  vault: string,
  pack: string,
  from: PackOrigin,
  signal?: AbortSignal,
): Promise<void> {
  await withResultFile(pack, (stdinFd) =>
    hostGit({
      gitDir: vault,
      args: ["index-pack", STRICT[from], "--fix-thin", "--stdin"],
      settings: { ...DURABLE_SETTINGS, "pack.threads": "2" },
      stdinFd,
      timeoutMs: 3_600_000,
      signal,
    }),
  );
  await syncFolder(join(vault, "objects/pack"));
}

/** Whose objects they are: a worker's are new, a user's may be decades old, a file's are anybody's. */
export type PackOrigin = "user" | "worker" | "file";

/** Faults that old tools left in honest histories, and that endanger nobody. */
const OLD_FAULTS = [
  "badDate",
  "badDateOverflow",
  "badEmail",
  "badName",
  "badTimezone",
  "missingAuthor",
  "missingEmail",
  "missingNameBeforeEmail",
  "missingSpaceBeforeDate",
  "missingSpaceBeforeEmail",
  "missingTaggerEntry",
  "multipleAuthors",
  "nulInCommit",
  "zeroPaddedDate",
  "zeroPaddedFilemode",
];

const OLD_IGNORED = OLD_FAULTS.map((id) => `${id}=ignore`).join(",");

/** Odd modes are common in old histories; in a file from anywhere they are a way to hide what a name is. */
const STRICT: Readonly<Record<PackOrigin, string>> = {
  user: `--strict=${OLD_IGNORED}`,
  worker: "--strict",
  file: `--strict=${OLD_IGNORED},badFilemode=error`,
};
