import type { SecretValues } from "../core/secrets/secret-forms.ts";

/**
 * The secrets that the user's configuration names. Values are looked up when they are asked for and kept
 * by nobody; no message holds one.
 */
export interface Secrets {
  /** Those of these names that can be used now, and why the others cannot. */
  resolve(names: readonly string[]): Promise<ResolvedSecrets>;
  /** All that can be looked up now: what is to be kept out of whatever is shown. */
  known(): Promise<SecretValues>;
}

export interface ResolvedSecrets {
  readonly values: SecretValues;
  readonly problems: readonly string[];
}
