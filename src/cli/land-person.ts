import type { Person } from "../core/landing/landing.ts";
import { badInput } from "./bad-input.ts";

/** Reads `Name <address>`. */
export function personNamed(text: string | undefined): Person | undefined {
  if (text === undefined) return undefined;
  const [, name, email] = /^\s*([^<>]+?)\s*<([^<>\s]+)>\s*$/.exec(text) ?? [];
  if (name === undefined || email === undefined)
    throw badInput(`--author takes a name and an address, "Ann <ann@example.org>", not "${text}".`);
  return { name, email };
}

/** Whom the environment names as the committer, as git itself understands it. */
export function committerIn(env: Readonly<Record<string, string | undefined>>): Person | undefined {
  const [name, email] = [env["GIT_COMMITTER_NAME"], env["GIT_COMMITTER_EMAIL"]];
  return name && email ? { name, email } : undefined;
}
