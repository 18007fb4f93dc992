import { z } from "zod";

/** A repository whose own configuration and agent roles a user trusts, as it was when they said so. */
export interface TrustedRepository {
  /** The real path of its top. */
  readonly path: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Path from the top to `sha256:…`, of every file that trust is about. */
  readonly files: Readonly<Record<string, string>>;
}

const trusted = z.strictObject({
  path: z.string().startsWith("/"),
  at: z.string(),
  files: z.record(z.string().min(1), z.string().startsWith("sha256:")),
}) satisfies z.ZodType<TrustedRepository>;

const trustFile = z.strictObject({ version: z.literal(1), repositories: z.array(trusted) });

/** Nothing when it is not what `printTrust` writes: then nobody is trusted. */
export function parseTrust(text: string): readonly TrustedRepository[] | undefined {
  try {
    return trustFile.safeParse(JSON.parse(text)).data?.repositories;
  } catch {
    return undefined;
  }
}

export function printTrust(repositories: readonly TrustedRepository[]): string {
  return `${JSON.stringify({ version: 1, repositories }, null, 2)}\n`;
}
