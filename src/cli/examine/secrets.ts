import { stat } from "node:fs/promises";
import { createConfiguredSecrets } from "../../adapters/secrets/configured-secrets.ts";
import type { SecretsConfig } from "../../wire/secrets-config.ts";
import type { Check } from "../render/checks.ts";

type Env = Readonly<Record<string, string | undefined>>;

const name = "secrets";

/** Whether what the configuration declares could be given to a command from here. Values are never shown. */
export async function checkSecretSources(declared: SecretsConfig, env: Env): Promise<Check> {
  const names = Object.keys(declared);
  if (names.length === 0) return { name, state: "ok", found: "none declared" };
  const { values, problems } = await createConfiguredSecrets(declared, env).resolve(names);
  const open = await openToOthers(declared);
  const found = `declared: ${names.join(", ")}${missingText(names, values)}`;
  const fixes = [...problems, ...open.map((path) => `others can read ${path}: chmod 600 ${path}`)];
  return fixes.length === 0
    ? { name, state: "ok", found }
    : { name, state: "warn", found, fix: fixes.join("; ") };
}

function missingText(names: readonly string[], values: ReadonlyMap<string, string>): string {
  const missing = names.filter((one) => !values.has(one));
  return missing.length === 0 ? "" : `; not to be had: ${missing.join(", ")}`;
}

async function openToOthers(declared: SecretsConfig): Promise<readonly string[]> {
  const paths = Object.values(declared).flatMap((source) => ("file" in source ? [source.file] : []));
  const modes = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return paths.filter((_, index) => ((modes[index]?.mode ?? 0) & 0o077) !== 0);
}
