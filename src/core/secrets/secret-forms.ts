import { base64Form, hexForm, textForm } from "./encoded-forms.ts";

/** Values that must not be shown, by the name that is shown in their place. */
export type SecretValues = ReadonlyMap<string, string>;

/** One way in which a secret may be written. */
export interface SecretForm {
  readonly name: string;
  /** Over bytes, each as the character of its number. */
  readonly pattern: RegExp;
  /** Bytes that a match may take at most. */
  readonly longest: number;
}

/** Shorter ones would be found in ordinary words. Also of one line of a secret with several. */
export const SHORTEST_SECRET = 8;

/**
 * The forms in which values are looked for: as they are, URL-encoded or escaped (in whole or in part), in
 * hexadecimal, and in base64 at any place of a longer text, wrapped or not, in both alphabets. Each line of
 * a value of several is looked for by itself too.
 */
export function secretForms(values: SecretValues): readonly SecretForm[] {
  return [...values].flatMap(([name, value]) =>
    partsOf(value).flatMap((part) => {
      const bytes = new TextEncoder().encode(part);
      const forms = [textForm(bytes), hexForm(bytes), ...[0, 1, 2].map((skew) => base64Form(bytes, skew))];
      return forms.map(({ source, longest }) => ({ name, pattern: new RegExp(source, "g"), longest }));
    }),
  );
}

function partsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([value, ...lines])].filter((part) => part.length >= SHORTEST_SECRET);
}
