import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import type { Style } from "./style.ts";

/** One thing that was looked at. `warn` works, but a person should know. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  /** What was found. */
  readonly found: string;
  /** What to do about it. Present when not `ok`. */
  readonly fix?: string;
}

export function renderChecks(checks: readonly Check[], style: Style): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const failed = checks.filter(({ state }) => state === "fail").length;
  return [
    ...checks.flatMap(({ name, state, found, fix }) => [
      `${MARK[state](style)}  ${name.padEnd(width)}  ${oneLine(found, 300)}`,
      ...(fix === undefined ? [] : [`${" ".repeat(width + 8)}fix: ${oneLine(fix, 400)}`]),
    ]),
    "",
    failed === 0 ? style.good("All is well.") : style.bad(`${counted(failed, "check")} failed.`),
  ];
}

const MARK: Readonly<Record<Check["state"], (style: Style) => string>> = {
  ok: (style) => style.good("ok  "),
  warn: (style) => style.attention("note"),
  fail: (style) => style.bad("fail"),
};
