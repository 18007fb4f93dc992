import { decoded, headOnly } from "./bounded-text.ts";
import type { LineWindow, WindowLine } from "./line-window.ts";
import { withPictures } from "./visible-text.ts";

export interface WindowText {
  readonly text: string;
  /** Numbers of the first and the last line shown. */
  readonly from: number;
  readonly to: number;
}

/** Most bytes of text; a window of strange bytes grows when it is made visible, so lines may be left for later. */
const MAX_BYTES = 62 * 1024;
const LINE_CHARACTERS = 2000;

/**
 * A window of a file as numbered lines, with notes on what is shown otherwise than it is and how to
 * read on. `endLine` is what was asked for: reaching it is no reason to read on.
 */
export function windowText(window: LineWindow, endLine: number | undefined): WindowText {
  const shown: WindowLine[] = [];
  const texts: string[] = [];
  let bytes = 0;
  for (const line of window.lines) {
    const text = numbered(line);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > MAX_BYTES && shown.length > 0) break;
    shown.push(line);
    texts.push(text);
  }
  const nextLine = window.lines[shown.length]?.number ?? window.nextLine;
  return {
    text: [...texts, ...notes(shown), ...readOn(nextLine, endLine)].join("\n"),
    from: shown[0]?.number ?? 0,
    to: shown.at(-1)?.number ?? 0,
  };
}

function numbered(line: WindowLine): string {
  const characters = Array.from(withPictures(textOf(line)));
  const whole = isWhole(line) && characters.length <= LINE_CHARACTERS;
  const text = characters.slice(0, LINE_CHARACTERS).join("");
  return `${String(line.number).padStart(6)}\t${text}${whole ? "" : ` [… line cut: ${line.length} bytes]`}`;
}

/** Without the CR of a CRLF ending; a line that was not kept whole is cut between code points. */
function textOf(line: WindowLine): string {
  const text = decoded(line.bytes);
  return isWhole(line) ? text.replace(/\r$/, "") : headOnly(text, line.bytes.length - 4).text;
}

function isWhole(line: WindowLine): boolean {
  return line.length === line.bytes.length;
}

function notes(lines: readonly WindowLine[]): string[] {
  const texts = lines.filter(isWhole).map((line) => decoded(line.bytes));
  const plain = texts.map((text) => text.replace(/\r$/, ""));
  return [
    ...(texts.some((text) => text.includes("\ufffd")) ? ["[\ufffd marks bytes that are not UTF-8]"] : []),
    ...(texts.length > 0 && texts.every((text) => text.endsWith("\r")) ? ["[lines end in CRLF]"] : []),
    ...(plain.some((text) => withPictures(text) !== text)
      ? ["[control characters are shown as pictures such as ␛]"]
      : []),
  ];
}

function readOn(nextLine: number | undefined, endLine: number | undefined): string[] {
  if (nextLine === undefined || (endLine !== undefined && nextLine > endLine)) return [];
  return [`[the file goes on: read on with start_line=${nextLine}]`];
}
