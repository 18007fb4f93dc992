import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { LegateError } from "../../ports/failure.ts";

/**
 * The key that the journals of a state directory are sealed with, made when there is none: `audit.key`, PKCS #8,
 * readable by its owner alone. Whichever process comes first makes it, and all others get that one. Rejects
 * with `state-dir-unusable` when it cannot be read or is no Ed25519 key.
 */
export async function auditKey(stateDir: string): Promise<KeyObject> {
  const path = join(stateDir, "audit.key");
  const known = await readKey(path);
  if (known !== undefined) return known;
  await makeKey(path);
  const made = await readKey(path);
  if (made === undefined) throw unusable(path, "it vanished while it was made");
  return made;
}

async function readKey(path: string): Promise<KeyObject | undefined> {
  try {
    const key = createPrivateKey(await readFile(path));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw unusable(path, message, error);
  }
  throw unusable(path, "it is no Ed25519 key");
}

/** Whole or not at all, and never over one that is there: `link` refuses that. */
async function makeKey(path: string): Promise<void> {
  const fresh = `${path}.${process.pid}.${randomUUID()}`;
  const file = await open(fresh, "wx", 0o600);
  try {
    const { privateKey } = generateKeyPairSync("ed25519");
    await file.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await file.sync();
    await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await file.close();
    await rm(fresh, { force: true });
  }
}

function unusable(path: string, why: string, cause?: unknown): LegateError {
  return new LegateError(
    "state-dir-unusable",
    `The key that journals are sealed with, ${path}, cannot be used (${why}). Put it back from a backup; without it, move it away, and a new one is made.`,
    { cause },
  );
}
