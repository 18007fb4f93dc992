/**
 * Files that usually hold secrets are kept out of every commit that Legate makes, unless git tracks
 * them already: patterns for an exclude file. A worker's own stay in its directory, listed as ignored.
 */
export const SECRET_FILES = [".env*", "!.env.example", "!.env.sample", "!.env.template"] as const;
