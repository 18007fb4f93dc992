/**
 * Text that cannot act on a terminal: what a command printed, without colours and cursor moves.
 * A carriage return within a line, as progress bars use it, becomes a line break; other control
 * characters become visible pictures.
 */
export function withoutEscapes(text: string): string {
  return withPictures(text.replaceAll(ESCAPE_SEQUENCE, "").replaceAll(/\r+\n/g, "\n").replaceAll("\r", "\n"));
}

/** The same text with each control character other than tab and line feed shown as a picture (␛ for escape). */
export function withPictures(text: string): string {
  return text.replaceAll(CONTROL, (char) => {
    const code = char.charCodeAt(0);
    if (code === DELETE) return "\u2421";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}

const DELETE = 0x7f;

/** What terminals obey: all of C0 but tab and line feed, delete, C1. */
const CONTROL = /[^\P{Cc}\t\n]/gu;

const ESC = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);

/** The end of a text that might go on as an escape sequence or as a line break. */
export const UNFINISHED = new RegExp(`(?:${ESC}(?:\\[[0-?]{0,64}[ -/]{0,16})?|\r)$`);

/**
 * CSI (colours, cursor), OSC, DCS, APC, PM and SOS strings up to their terminator (at most 4096
 * characters, so one that never ends hides nothing), and two-character escapes.
 */
const ESCAPE_SEQUENCE = new RegExp(
  [
    `${ESC}\\[[0-?]*[ -/]*[@-~]`,
    `${ESC}[\\]PX^_][^${BELL}${ESC}]{0,4096}(?:${BELL}|${ESC}\\\\)`,
    `${ESC}[ -/]*[0-OQ-WYZ\\\\\`-~]`,
  ].join("|"),
  "g",
);
