import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import { parseTrust, printTrust, type TrustedRepository } from "../../wire/trust-file.ts";
import { readText } from "./read-text.ts";
import { replaceOwnFile } from "./replace-own-file.ts";

/**
 * Whom a user trusts: a file in the state directory, which no sandbox shows and no workspace contains. It
 * counts only while nobody else could have written it. Rejects with `bad-input` when somebody could.
 */
export async function readTrust(stateDir: string): Promise<readonly TrustedRepository[]> {
  const path = trustPath(stateDir);
  const text = await readText(path, { untrusted: true });
  if (text === undefined) return [];
  const { uid, mode } = await lstat(path);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    throw unusable(path, "somebody else may write it; make it yours alone (chmod 600)");
  const known = parseTrust(text);
  if (known === undefined) throw unusable(path, "it is damaged; remove it, and trust again whom you trust");
  return known;
}

/** The whole of it, at once or not at all. Whoever reads, changes and writes does so alone (`exclusively`). */
export async function writeTrust(
  stateDir: string,
  repositories: readonly TrustedRepository[],
): Promise<void> {
  await replaceOwnFile(trustPath(stateDir), printTrust(repositories));
}

function trustPath(stateDir: string): string {
  return join(stateDir, "trust.json");
}

function unusable(path: string, why: string): LegateError {
  return new LegateError("bad-input", `${path} does not count: ${why}.`, { details: { path } });
}
