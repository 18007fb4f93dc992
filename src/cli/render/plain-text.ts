/**
 * Text from workers, models and tools, safe to show on a terminal: no escape sequence, no control
 * character but newline and tab, nothing that reorders or hides characters. Without this a file name
 * or a model's words could repaint the screen, forge a line of ours, or write the clipboard.
 *
 * P1. The result holds no ESC, no C0 or C1 control but `\n` and `\t`, and no direction or tag mark,
 *     whatever the input was, also when it was cut in the middle of a sequence.
 */
export function plainText(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, "")
    .replace(/\r\n?/g, "\n")
    .replace(LINE_SEPARATORS, "\n")
    .replace(UNWANTED, "");
}

/** The same on one line of at most `width` characters, ending in `…` when something was left out. */
export function oneLine(text: string, width = Number.POSITIVE_INFINITY): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= width ? line : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

// A whole sequence goes; of one that does not end, only ESC goes (below), so that it cannot swallow the rest.
const CSI = String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]`;
const STRING_SEQUENCE = String.raw`\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)`;
const SHORT = String.raw`\u001b[ -/]+[0-~]`;
const ESCAPE_SEQUENCE = new RegExp(`${CSI}|${STRING_SEQUENCE}|${SHORT}`, "g");
const LINE_SEPARATORS = /[\u2028\u2029]/g;
const CONTROLS = String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f`;
const DIRECTION_MARKS = String.raw`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069`;
const INVISIBLE = String.raw`\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}`;
const UNWANTED = new RegExp(`[${CONTROLS}${DIRECTION_MARKS}${INVISIBLE}]`, "gu");
