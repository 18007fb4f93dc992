import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NamedTest, NOT_YET, ROWS } from "../test/redteam/rows.ts";
import { type RowResult, redTeamTable, withTable } from "./redteam/table.ts";

export interface RedTeamOptions {
  /** Puts the table with what was counted into `docs/security.md`. @default false */
  readonly write?: boolean;
}

interface Ran {
  readonly file: string;
  readonly title: string;
  readonly passed: boolean;
}

const PAGE = "docs/security.md";

/** Runs every test that a row of the red team names, and says for each row whether it holds and whether its controls succeed. */
export async function run({ write = false }: RedTeamOptions): Promise<Record<string, unknown>> {
  const named = ROWS.flatMap(({ tests, controls }) => [...tests, ...controls]);
  const ran = runTests([...new Set(named.map(({ file }) => file))]);
  const results = ROWS.map((row): RowResult => {
    const tests = row.tests.flatMap((one) => matching(ran, one));
    const holds = row.tests.every((one) => passes(ran, one));
    return { ...row, ran: tests.length, holds, controlled: row.controls.every((one) => passes(ran, one)) };
  });
  if (write) writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), redTeamTable(results, new Date())));
  const open = results.filter(({ holds }) => !holds);
  const uncontrolled = results.filter(({ controlled }) => !controlled);
  return {
    rows: results.length,
    open: open.length,
    controlsFailed: uncontrolled.length,
    tests: ran.length,
    partlyOpen: results.filter((row) => row.open !== undefined).length,
    notYet: Object.keys(NOT_YET).length,
    failed: open.length + uncontrolled.length,
    failures: [...open, ...uncontrolled].map(({ row, attack }) => `${row}: ${attack}`),
  };
}

function runTests(files: readonly string[]): readonly Ran[] {
  const directory = mkdtempSync(join(tmpdir(), "legate-redteam-"));
  const report = join(directory, "report.json");
  process.stderr.write(`redteam: running ${files.length} files of tests\n`);
  try {
    const vitest = "node_modules/vitest/vitest.mjs";
    const args = [vitest, "run", ...files, "--reporter=json", `--outputFile=${report}`];
    spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, status }) => ({ file: name, title, passed: status === "passed" })),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

function passes(ran: readonly Ran[], named: NamedTest): boolean {
  const found = matching(ran, named);
  return found.length > 0 && found.every(({ passed }) => passed);
}

/** A title of many tests stands for all of them. */
function matching(ran: readonly Ran[], { file, title }: NamedTest): readonly Ran[] {
  const parts = title.split(/%[sj]|\$[a-z]+/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join("[^]*")}$`);
  return ran.filter((one) => one.file.endsWith(file) && expression.test(one.title));
}
