const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** What nodes, inputs, outputs and workflows may be called: names appear in expressions, records and refs. */
export const NAME_FORM = "a letter, then letters, digits, _ or -, 64 at most";

export function isName(text: string): boolean {
  return NAME.test(text);
}
