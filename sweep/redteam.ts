import { readFileSync, writeFileSync } from "node:fs";
import { type NamedTest, NOT_YET, type RedTeamRow, ROWS } from "../test/redteam/rows.ts";
import { NOBODY, type Ran, runTests } from "./redteam/run-tests.ts";
import { type RowResult, redTeamTable, withTable } from "./redteam/table.ts";

export interface RedTeamOptions {
  /** Puts the table with what was counted into `docs/security.md`. @default false */
  readonly write?: boolean;
}

const PAGE = "docs/security.md";

/**
 * Runs every test that a row of the red team names, and says for each row whether it holds and whether its
 * controls succeed. As root, what is `whoever tests` is run a second time by a user without rights.
 */
export async function run({ write = false }: RedTeamOptions): Promise<Record<string, unknown>> {
  const ran = runTests(filesOf(ROWS), undefined);
  const theirs = ROWS.filter(({ as }) => as === "whoever tests");
  const ranByUser = process.getuid?.() === 0 ? runTests(filesOf(theirs), NOBODY) : undefined;
  const results = ROWS.map((row) => resultOf(row, ran, ranByUser));
  if (write) writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), redTeamTable(results, new Date())));
  const open = results.filter(({ holds }) => !holds);
  const uncontrolled = results.filter(({ controlled }) => !controlled);
  return {
    rows: results.length,
    open: open.length,
    controlsFailed: uncontrolled.length,
    tests: ran.length,
    testsAsUser: ranByUser?.length ?? 0,
    partlyOpen: results.filter((row) => row.open !== undefined).length,
    notYet: Object.keys(NOT_YET).length,
    failed: open.length + uncontrolled.length,
    failures: [...open, ...uncontrolled].map(({ row, attack }) => `${row}: ${attack}`),
  };
}

const filesOf = (rows: readonly RedTeamRow[]) => [
  ...new Set(rows.flatMap(({ tests, controls }) => [...tests, ...controls]).map(({ file }) => file)),
];

function resultOf(row: RedTeamRow, ran: readonly Ran[], byUser: readonly Ran[] | undefined): RowResult {
  const both = row.as === "whoever tests" && byUser !== undefined;
  const runs = both ? [ran, byUser] : [ran];
  const pass = (named: readonly NamedTest[]) => runs.every((one) => named.every((test) => passes(one, test)));
  return {
    ...row,
    ran: row.tests.flatMap((one) => matching(ran, one)).length,
    holds: pass(row.tests),
    controlled: pass(row.controls),
    ranAs: both || row.as === "root and a user" ? "root and a user" : row.as,
  };
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
