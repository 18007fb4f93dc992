/** Which bytes may stand at one place. */
export type ByteSet = ReadonlySet<number>;
/** One way to write something: a set for each byte of it. */
export type Spelling = readonly ByteSet[];

/** How a value is written: its parts, each in one of several ways, and what may stand between two of them. */
export interface EncodedForm {
  readonly parts: readonly (readonly Spelling[])[];
  readonly between: readonly Spelling[];
}

const NOTHING: Spelling = [];

/** As it is; each byte may also be URL-encoded, or escaped as in JSON. */
export function textForm(bytes: Uint8Array): EncodedForm {
  return { parts: [...bytes].map(textByte), between: [NOTHING] };
}

const SHORT_ESCAPES: Readonly<Record<number, string>> = { 8: "b", 9: "t", 10: "n", 12: "f", 13: "r" };
const ESCAPABLE: ByteSet = signs("\"\\/'");
const SPACE = 0x20;
const LINE_FEED = 0x0a;

function textByte(byte: number): readonly Spelling[] {
  const short = SHORT_ESCAPES[byte];
  const itself = new Set([byte]);
  return [
    [itself],
    [...spelt("%"), ...hexDigits(byte)],
    ...(byte < 0x80 ? [[...spelt("\\u00"), ...hexDigits(byte)]] : []),
    ...(short === undefined ? [] : [spelt(`\\${short}`)]),
    ...(ESCAPABLE.has(byte) ? [[...spelt("\\"), itself]] : []),
    ...(byte === SPACE ? [spelt("+")] : []),
    ...(byte === LINE_FEED ? [spelt("\r\n")] : []),
  ];
}

/** Two digits a byte, in either case, apart or not, each with a prefix or not. */
export function hexForm(bytes: Uint8Array): EncodedForm {
  const gap = signs(" \t\r\n:,-");
  const between = [NOTHING, [gap], [gap, gap]].flatMap((gaps) =>
    [NOTHING, spelt("0x"), spelt("\\x")].map((prefix) => [...gaps, ...prefix]),
  );
  return { parts: [...bytes].map((byte) => [hexDigits(byte)]), between };
}

const HEX: readonly ByteSet[] = [..."0123456789abcdef"].map((digit) => signs(digit + digit.toUpperCase()));

function hexDigits(byte: number): Spelling {
  return [byte >> 4, byte & 15].flatMap((digit) => HEX[digit] ?? []);
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * As part of a longer text in base64, which began `skew` bytes (modulo 3) before it. Signs that also hold
 * bits of what is around it are left open in these bits; both alphabets, wrapped lines.
 */
export function base64Form(bytes: Uint8Array, skew: number): EncodedForm {
  const end = bytes.length * 8;
  const parts: (readonly Spelling[])[] = [];
  for (let bit = -((skew * 8) % 6); bit < end; bit += 6) {
    const whole = bit >= 0 && bit + 6 <= end;
    const fitting = whole ? SEXTETS[sextet(bytes, bit)] : signs(open(bytes, bit).join(""));
    parts.push(fitting === undefined ? [] : [[fitting]]);
  }
  return { parts, between: [NOTHING, spelt("\n"), spelt("\r\n"), spelt("\\n")] };
}

/** Of each six bits how they are written. */
const SEXTETS: readonly ByteSet[] = [...BASE64].map((sign) => signs(bothAlphabets(sign)));

/** Six bits from `bit` on; what lies outside is 0. */
function sextet(bytes: Uint8Array, bit: number): number {
  const first = Math.floor(bit / 8);
  const two = ((bytes[first] ?? 0) << 8) | (bytes[first + 1] ?? 0);
  return (two >> (10 - (bit - first * 8))) & 63;
}

/** The signs that agree with those of the six bits from `bit` on that lie inside. */
function open(bytes: Uint8Array, bit: number): readonly string[] {
  const inside = sextet(
    Uint8Array.from(bytes, () => 0xff),
    bit,
  );
  const value = sextet(bytes, bit);
  return [...BASE64].filter((_, other) => (other & inside) === value).map(bothAlphabets);
}

function bothAlphabets(sign: string): string {
  if (sign === "+") return "+-";
  return sign === "/" ? "/_" : sign;
}

/** Any one of these characters. */
function signs(characters: string): ByteSet {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

/** These characters, one after the other. */
function spelt(characters: string): Spelling {
  return [...characters].map(signs);
}
