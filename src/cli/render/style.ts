import { styleText } from "node:util";

/** How emphasis is shown: by ANSI colours on a terminal, not at all elsewhere. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly attention: (text: string) => string;
}

const asIs = (text: string): string => text;
export const PLAIN: Style = { bold: asIs, dim: asIs, good: asIs, bad: asIs, attention: asIs };

const painted =
  (format: "bold" | "dim" | "green" | "red" | "yellow") =>
  (text: string): string =>
    styleText(format, text, { validateStream: false });

const COLOURED: Style = {
  bold: painted("bold"),
  dim: painted("dim"),
  good: painted("green"),
  bad: painted("red"),
  attention: painted("yellow"),
};

/** Colours only on a terminal that can show them, and never against the user's `NO_COLOR`. */
export function styleFor(
  sink: { readonly isTTY: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const refused = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return sink.isTTY && !refused ? COLOURED : PLAIN;
}
