import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Ran {
  readonly file: string;
  readonly title: string;
  readonly passed: boolean;
}

/** A user who owns nothing: the number that is called nobody everywhere. */
export const NOBODY = 65534;

/**
 * Runs these files of tests, as this user or as oneself. Throws when they could not be run at all: then
 * nothing is known, also where a folder of the checkout keeps that user out.
 */
export function runTests(files: readonly string[], user: number | undefined): readonly Ran[] {
  const directory = mkdtempSync(join(tmpdir(), "legate-redteam-"));
  if (user !== undefined) chownSync(directory, user, user);
  process.stderr.write(
    `redteam: running ${files.length} files of tests${user === undefined ? "" : ` as user ${user}`}\n`,
  );
  try {
    return ranIn(directory, files, user);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function ranIn(directory: string, files: readonly string[], user: number | undefined): readonly Ran[] {
  const report = join(directory, "report.json");
  const vitest = "node_modules/vitest/vitest.mjs";
  const args = [
    vitest,
    "run",
    ...files,
    "--configLoader=native",
    "--reporter=json",
    `--outputFile=${report}`,
  ];
  const env = { ...process.env, HOME: directory, TMPDIR: directory };
  const as = user === undefined ? {} : { uid: user, gid: user, env };
  spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"], ...as });
  return resultsIn(report).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => ({ file: name, title, passed: status === "passed" })),
  );
}

function resultsIn(report: string): Report {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch (error) {
    throw new Error(
      "The tests could not be run: what they said is above. A user without rights must be able to read this checkout.",
      { cause: error },
    );
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}
