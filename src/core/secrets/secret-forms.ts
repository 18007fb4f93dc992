import { base64Form, type EncodedForm, hexForm, type Spelling, textForm } from "./encoded-forms.ts";

/** Values that must not be shown, by the name that is shown in their place. */
export type SecretValues = ReadonlyMap<string, string>;

/** One way in which a secret may be written. */
export interface SecretForm extends EncodedForm {
  readonly name: string;
  /** Pairs of bytes that it may begin with: the first times 256, and the second. */
  readonly begins: ReadonlySet<number>;
  /** Bytes that it may take at most. */
  readonly longest: number;
}

/** Shorter ones would be found in ordinary words. Also of one line of a secret with several. */
export const SHORTEST_SECRET = 8;

/**
 * The forms in which values are looked for: as they are or in lower case (as names of hosts are told),
 * URL-encoded or escaped (in whole or in part), in
 * hexadecimal, and in base64 at any place of a longer text, wrapped or not, in both alphabets. Each line of
 * a value of several is looked for by itself too.
 *
 * They are data that is compared step by step, not regular expressions: a long one would overflow the
 * engine's stack, and the error would quote it.
 */
export function secretForms(values: SecretValues): readonly SecretForm[] {
  return [...values].flatMap(([name, value]) =>
    partsOf(value).flatMap((part) => {
      const bytes = new TextEncoder().encode(part);
      const texts = [...new Set([part, part.toLowerCase()])].map((text) => new TextEncoder().encode(text));
      const coded = [hexForm(bytes), ...[0, 1, 2].map((skew) => base64Form(bytes, skew))];
      return [...texts.map(textForm), ...coded].map((form) => named(name, form));
    }),
  );
}

function partsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([value, ...lines])].filter((part) => part.length >= SHORTEST_SECRET);
}

function named(name: string, { parts, between }: EncodedForm): SecretForm {
  const longestPart = parts.reduce((longest, part) => Math.max(longest, longestOf(part)), 0);
  const [first = [], second = []] = parts;
  const begins = new Set(chained(chained(first, between), second).flatMap(pairs));
  return { name, parts, between, begins, longest: parts.length * (longestPart + longestOf(between)) };
}

/** Each of these followed by each of those. */
function chained(first: readonly Spelling[], then: readonly Spelling[]): readonly Spelling[] {
  return first.flatMap((one) => then.map((other) => [...one, ...other]));
}

function pairs([first, second]: Spelling): readonly number[] {
  return [...(first ?? [])].flatMap((one) => [...(second ?? [])].map((other) => one * 256 + other));
}

function longestOf(spellings: readonly Spelling[]): number {
  return Math.max(...spellings.map(({ length }) => length));
}
