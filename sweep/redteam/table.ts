import { NOT_YET, type RedTeamRow } from "../../test/redteam/rows.ts";

/** What became of the tests of one row. */
export interface RowResult extends RedTeamRow {
  readonly ran: number;
  readonly holds: boolean;
  /** Every control that it has passed; a row that needs none has none. */
  readonly controlled: boolean;
  /** By whom it was run here. */
  readonly ranAs: RedTeamRow["as"];
}

const BEGIN = "<!-- the table below is written by: npm run -s sweep -- redteam --write -->";
const END = "<!-- end of the table -->";

/** What was counted, for people: one line for each attack that can be made today. */
export function redTeamTable(results: readonly RowResult[], at: Date): string {
  const rows = results.map(
    ({ row, attack, ran, holds, controls, controlled, ranAs, open }) =>
      `| ${row} | ${attack} | ${holds ? "holds" : "**open**"} | ${ran} | ${control(controls.length, controlled)} | ${ranAs} | ${open ?? ""} |`,
  );
  return [
    `Counted on ${at.toISOString().slice(0, 10)}: ${results.length} attacks, ${results.filter(({ holds }) => !holds).length} open. A test may count for several rows; a control is a test in which the same attack succeeds where nothing holds it.`,
    "",
    "| # | attack | | tests | control | as | not shown |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    ...notYet(),
  ].join("\n");
}

function notYet(): readonly string[] {
  const rows = Object.entries(NOT_YET);
  return rows.length === 0 ? [] : ["", "Not made yet:", "", ...rows.map(([row, why]) => `* ${row}: ${why}.`)];
}

function control(count: number, passed: boolean): string {
  if (count === 0) return "none";
  return passed ? "succeeds" : "**fails**";
}

/** The page with this table in place of the one that it has. Throws when it has no place for one. */
export function withTable(page: string, table: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`the page lacks "${BEGIN}" or "${END}"`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${page.slice(end)}`;
}
