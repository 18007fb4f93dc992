import { resolve } from "node:path";
import { readNamedText } from "../../adapters/files/read-text.ts";
import { publicKeyText, readPublicKey } from "../../adapters/signing/public-key.ts";
import { badInput } from "../bad-input.ts";
import type { CliContext } from "../context.ts";
import type { Flags } from "../flags.ts";

/** The public keys in the files that `--key` names, as seals name them; nothing without that flag. */
export async function givenKeys(
  flags: Flags,
  { cwd }: CliContext,
): Promise<{ readonly keys?: readonly string[] }> {
  const files = flags.many("key");
  if (files.length === 0) return {};
  return { keys: await Promise.all(files.map((file) => readKey(resolve(cwd, file)))) };
}

async function readKey(path: string): Promise<string> {
  const key = readPublicKey(await readNamedText(path, "public key"));
  if (key === undefined)
    throw badInput(`${path} is no Ed25519 public key; legate audit key prints one.`, { path });
  return publicKeyText(key);
}
