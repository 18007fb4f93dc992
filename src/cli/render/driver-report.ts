import type { DriverReport } from "../../compose/driver-report.ts";
import { oneLine } from "./plain-text.ts";
import { between, duration } from "./quantities.ts";
import type { Style } from "./style.ts";

/** Workers of a state directory that are no driver's present work. */
export interface WorkersLeft {
  readonly queued: number;
  readonly needPerson: number;
}

/** The driver process for people; times are up to `now` (ISO 8601). */
export function renderDriverReport(
  report: DriverReport,
  left: WorkersLeft,
  now: string,
  style: Style,
): string[] {
  const driven = report.workers === null ? "" : `${report.workers} driven, `;
  return [
    `driver   ${stateText(report, now, style)}`,
    `workers  ${driven}${left.queued} queued, ${left.needPerson} waiting for a person`,
    `log      ${oneLine(report.log)}`,
    ...report.lastWords.map((line) => `         ${style.dim(oneLine(line, 200))}`),
  ];
}

function stateText(report: DriverReport, now: string, style: Style): string {
  const who = report.pid === null ? "" : `process ${report.pid}`;
  switch (report.state) {
    case "alive":
      return `${style.good("alive")}: ${who}${details(report, now)}`;
    case "silent":
      return `${style.bad("does not answer")}: ${who}${details(report, now)}; who needs it kills it after 20 s`;
    case "ending":
      return `${style.attention("is ending")}: ${who} hands back its workers`;
    case "ended":
      return `none: the last one ended ${ago(report.ended?.at, now)} (${report.ended?.why ?? "stopped"})`;
    case "died":
      return `${style.bad("died")}: ${who} ended without a goodbye; its workers go on with the next: legate up`;
    case "none":
      return "none yet: spawn, wait and other commands start one when it is needed, and so does legate up";
  }
}

function details({ release, since, foreground }: DriverReport, now: string): string {
  return [
    ...(release === null ? [] : [`, release ${oneLine(release)}`]),
    ...(since === null ? [] : [`, since ${since} (${duration(between(since, now))})`]),
    ...(foreground === true ? [", in the foreground"] : []),
  ].join("");
}

function ago(at: string | undefined, now: string): string {
  return at === undefined ? "some time ago" : `${duration(between(at, now))} ago`;
}
