import type { LandingRecord } from "../../core/journal/landing-record.ts";
import { branchName } from "../../core/landing/landing.ts";
import { oneLine } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** What became of its work in the user's repository. */
export function narrateLanding(record: LandingRecord, style: Style): string[] {
  switch (record.type) {
    case "landing.asked": {
      const what = record.request.do === "undo" ? "its landing to be taken back" : "its work to land";
      return [style.dim(`${oneLine(record.by, 80)} wants ${what}`)];
    }
    case "landing.started":
      return [style.dim(`about to write ${oneLine(branchName(record.landing.target), 120)}`)];
    case "landing.landed": {
      const { landing, seen } = record;
      const branch = oneLine(branchName(landing.target), 120);
      const what =
        landing.undoes === undefined
          ? `landed on ${branch} (${landing.to?.slice(0, 10)})`
          : `taken back from ${branch}`;
      return [style.good(seen ? `${what}, as was seen afterwards` : what)];
    }
    case "landing.failed":
      return [style.attention(`not landed (${record.code}): ${oneLine(record.reason, 400)}`)];
  }
}
