/** The source of a pattern, and how many bytes a match of it takes at most. */
export interface FormSource {
  readonly source: string;
  readonly longest: number;
}

/** As it is; each byte may also be URL-encoded, or escaped as in JSON. */
export function textForm(bytes: Uint8Array): FormSource {
  return sequence([...bytes].map(textByte), "", 6);
}

const SHORT_ESCAPES: Readonly<Record<number, string>> = { 8: "b", 9: "t", 10: "n", 12: "f", 13: "r" };
const ESCAPABLE = new Set(['"', "\\", "/", "'"].map((sign) => sign.charCodeAt(0)));
const SPACE = 0x20;
const LINE_FEED = 0x0a;

function textByte(byte: number): string {
  const literal = byte === LINE_FEED ? "\\r?\\n" : oneOf([byte]);
  const short = SHORT_ESCAPES[byte];
  const ways = [
    literal,
    `%${hexByte(byte)}`,
    ...(byte < 0x80 ? [`\\\\u00${hexByte(byte)}`] : []),
    ...(short === undefined ? [] : [`\\\\${short}`]),
    ...(ESCAPABLE.has(byte) ? [`\\\\${oneOf([byte])}`] : []),
    ...(byte === SPACE ? ["\\+"] : []),
  ];
  return `(?:${ways.join("|")})`;
}

/** Two digits a byte, in either case, apart or not, each with a prefix or not. */
export function hexForm(bytes: Uint8Array): FormSource {
  return sequence([...bytes].map(hexByte), "[ \\t\\r\\n:,-]{0,2}(?:0x|\\\\x)?", 6);
}

function hexByte(byte: number): string {
  const digits = byte.toString(16).padStart(2, "0");
  return [...digits].map((digit) => (digit > "9" ? `[${digit}${digit.toUpperCase()}]` : digit)).join("");
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * As part of a longer text in base64, which began `skew` bytes (modulo 3) before it. Signs that also hold
 * bits of what is around it are left open in these bits; both alphabets, wrapped lines.
 */
export function base64Form(bytes: Uint8Array, skew: number): FormSource {
  const end = (skew + bytes.length) * 8;
  const signs: string[] = [];
  for (let bit = skew * 8 - ((skew * 8) % 6); bit < end; bit += 6) {
    const fitting = [...BASE64].flatMap((sign, value) => (fits(bytes, skew, bit, value) ? both(sign) : []));
    signs.push(oneOf(fitting.map((sign) => sign.charCodeAt(0))));
  }
  return sequence(signs, "(?:\\r?\\n|\\\\n)?", 3);
}

/** Whether the six bits of `value`, from `bit` on, are those of `bytes` wherever they are known. */
function fits(bytes: Uint8Array, skew: number, bit: number, value: number): boolean {
  return [0, 1, 2, 3, 4, 5].every((offset) => {
    const at = bit + offset - skew * 8;
    const byte = at < 0 ? undefined : bytes[Math.floor(at / 8)];
    return byte === undefined || ((byte >> (7 - (at % 8))) & 1) === ((value >> (5 - offset)) & 1);
  });
}

function both(sign: string): readonly string[] {
  if (sign === "+") return ["+", "-"];
  return sign === "/" ? ["/", "_"] : [sign];
}

/** A set of bytes, as a class of characters. */
function oneOf(bytes: readonly number[]): string {
  return `[${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}]`;
}

function sequence(units: readonly string[], between: string, longestUnit: number): FormSource {
  return { source: units.join(between), longest: units.length * longestUnit };
}
