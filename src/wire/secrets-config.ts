import { z } from "zod";

/** Where a secret's value is: an environment variable of Legate's, or a file. Never the value itself. */
export type SecretSource = { readonly env: string } | { readonly file: string };

/** By the name of the environment variable that a command finds it in. */
export type SecretsConfig = Readonly<Record<string, SecretSource>>;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What a command's environment is made of otherwise; a secret in its place would break it, or the way out. */
const TAKEN =
  /^(?:PATH|HOME|TMPDIR|LANG|PWD|IFS|ENV|BASH_ENV|LD_.*|NODE_OPTIONS|.*_PROXY|npm_config_.*proxy)$/i;

const variable = z.string().regex(NAME, { message: "must be the name of an environment variable" });
const secretName = variable.refine((name) => !TAKEN.test(name), {
  message: "has a meaning of its own for commands; choose another name",
});
const source = z.union([
  z.strictObject({ env: variable }),
  z.strictObject({
    file: z.string().refine((path) => path.startsWith("/") && !path.includes("\0"), {
      message: "must be an absolute path",
    }),
  }),
]) satisfies z.ZodType<SecretSource>;

export const secretsConfig = z.record(secretName, source) satisfies z.ZodType<SecretsConfig>;
