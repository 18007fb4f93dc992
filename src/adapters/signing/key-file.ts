import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Handover } from "../../core/journal/audit-record.ts";
import { LegateError } from "../../ports/failure.ts";

/** The key of a state directory, and how those before it gave way to it, oldest first. */
export interface AuditKey {
  readonly privateKey: KeyObject;
  readonly handovers: readonly Handover[];
}

/**
 * The key that the journals of a state directory are sealed with, made when there is none: `audit.key`, PKCS #8,
 * readable by its owner alone. Whichever process comes first makes it, and all others get that one. Rejects
 * with `state-dir-unusable` when it cannot be read or is no Ed25519 key.
 */
export async function auditKey(stateDir: string): Promise<AuditKey> {
  const path = keyFile(stateDir);
  const known = readAuditKey(path);
  if (known !== undefined) return known;
  await makeKey(path);
  const made = readAuditKey(path);
  if (made === undefined) throw unusable(path, "it vanished while it was made");
  return made;
}

export function keyFile(stateDir: string): string {
  return join(stateDir, "audit.key");
}

/** Nothing when there is none. Throws `state-dir-unusable` like `auditKey`. */
export function readAuditKey(path: string): AuditKey | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const privateKey = createPrivateKey(text);
    if (privateKey.asymmetricKeyType === "ed25519") return { privateKey, handovers: handoversIn(text) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw unusable(path, message, error);
  }
  throw unusable(path, "it is no Ed25519 key");
}

/** The key as a file: PEM, and a line for each handover, which readers of PEM skip. */
export function keyFileText({ privateKey, handovers }: AuditKey): string {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const lines = handovers.map(({ from, to, signature }) => `handover ${from} ${to} ${signature}\n`);
  return pem + lines.join("");
}

function handoversIn(text: string): readonly Handover[] {
  return [...text.matchAll(/^handover (\S+) (\S+) (\S+)$/gm)].map(
    ([, from = "", to = "", signature = ""]) => {
      return { from, to, signature };
    },
  );
}

/** Whole or not at all, and never over one that is there: `link` refuses that. */
async function makeKey(path: string): Promise<void> {
  const fresh = `${path}.${process.pid}.${randomUUID()}`;
  const file = await open(fresh, "wx", 0o600);
  try {
    const { privateKey } = generateKeyPairSync("ed25519");
    await file.writeFile(keyFileText({ privateKey, handovers: [] }));
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
