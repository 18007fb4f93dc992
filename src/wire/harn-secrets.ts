import { isJsonObject, type Json } from "../core/json.ts";

/**
 * Takes the values of environment variables out of everything that is carried. Harn writes them in clear
 * text; those whose name says that they are secret are looked for in every text, wherever it stands.
 */
export function withoutSecrets<T extends Json>(value: T, env: Readonly<Record<string, string>>): T {
  const secrets = Object.entries(env).filter(
    ([name, text]) => SECRET_NAME.test(name) && text.length >= SHORTEST,
  );
  const clean = (one: Json): Json => {
    if (typeof one === "string") return secrets.reduce(hidden, one);
    if (Array.isArray(one)) return one.map(clean);
    if (!isJsonObject(one)) return one;
    const fields = Object.entries(one).filter(([name]) => name !== "env");
    return Object.fromEntries(fields.map(([name, field]) => [name, clean(field)]));
  };
  return clean(value) as T;
}

const SECRET_NAME = /key|token|secret|passw|credential|auth/i;

/** Shorter texts stand in too many places to mean the secret. */
const SHORTEST = 6;

function hidden(text: string, [name, secret]: readonly [string, string]): string {
  return text.replaceAll(secret, `{{secret:${name}}}`);
}
