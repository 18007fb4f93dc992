import { nearest } from "../core/nearest-name.ts";
import type { Config } from "../wire/config-file.ts";
import { badInput } from "./bad-input.ts";

/** Throws `bad-input` for a secret that the user's configuration does not name: no command could be given it. */
export function checkSecrets(names: readonly string[], { secrets = {} }: Pick<Config, "secrets">): void {
  const missing = names.find((name) => !Object.hasOwn(secrets, name));
  if (missing === undefined) return;
  const known = Object.keys(secrets);
  const near = nearest(missing, known);
  const hint = near === undefined ? `configured are: ${known.join(", ") || "none"}` : `did you mean ${near}?`;
  throw badInput(
    `There is no secret ${missing} in your configuration (${hint}); name it under \`secrets\`, or leave it out.`,
  );
}
