import { readFile, stat } from "node:fs/promises";
import { SHORTEST_SECRET } from "../../core/secrets/secret-forms.ts";
import type { ResolvedSecrets, Secrets } from "../../ports/secrets.ts";
import type { SecretsConfig } from "../../wire/secrets-config.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A key file is some kilobytes; what is longer would take too long to be looked for everywhere. */
const LONGEST_SECRET = 4096;

/** The secrets that a configuration names, read from where it says whenever they are asked for. */
export function createConfiguredSecrets(config: SecretsConfig, env: Environment): Secrets {
  return {
    resolve: (names) => resolved(names, config, env),
    known: async () => (await resolved(Object.keys(config), config, env)).values,
  };
}

async function resolved(
  names: readonly string[],
  config: SecretsConfig,
  env: Environment,
): Promise<ResolvedSecrets> {
  const looked = await Promise.all(names.map((name) => lookUp(name, config, env)));
  return {
    values: new Map(looked.flatMap(({ name, found }) => ("value" in found ? [[name, found.value]] : []))),
    problems: looked.flatMap(({ found }) => ("problem" in found ? [found.problem] : [])),
  };
}

type Found = { readonly value: string } | { readonly problem: string };

async function lookUp(name: string, config: SecretsConfig, env: Environment) {
  const source = Object.hasOwn(config, name) ? config[name] : undefined;
  if (source === undefined) return { name, found: { problem: `no secret ${name} is configured` } };
  const found = "env" in source ? fromVariable(name, source.env, env) : await fromFile(name, source.file);
  return { name, found: "value" in found ? usable(name, found.value) : found };
}

function fromVariable(name: string, variable: string, env: Environment): Found {
  const value = env[variable];
  if (value !== undefined && value !== "") return { value };
  return { problem: `the secret ${name} is not set: there is no environment variable ${variable} here` };
}

/** Without the line end that editors put at the end of a file. */
async function fromFile(name: string, path: string): Promise<Found> {
  try {
    const about = await stat(path);
    if (!about.isFile() || about.size > LONGEST_SECRET + 2) return { problem: wrongLength(name) };
    return { value: (await readFile(path, "utf8")).replace(/\r?\n$/, "") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "it cannot be read";
    return { problem: `the secret ${name} cannot be read from ${path}: ${code}` };
  }
}

/** What could not be kept out of what is shown is not given to anybody. */
function usable(name: string, value: string): Found {
  if (value.length < SHORTEST_SECRET || value.length > LONGEST_SECRET) return { problem: wrongLength(name) };
  return value.includes("\0") ? { problem: `the secret ${name} holds a NUL byte` } : { value };
}

function wrongLength(name: string): string {
  return `the secret ${name} is no text of ${SHORTEST_SECRET} to ${LONGEST_SECRET} characters, which is what can be kept out of output`;
}
