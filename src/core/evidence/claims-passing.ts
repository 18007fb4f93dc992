/**
 * Whether a text says that tests (or checks, specs, a verification) pass, in English. Narrow on purpose: a
 * sentence that negates, doubts or promises is no claim. What is not recognised is not believed either; it
 * only cannot be refuted.
 */
export function claimsPassing(text: string): boolean {
  return text
    .replaceAll(NOTHING_FAILED, " ")
    .split(/[.!?;](?:\s|$)|\n/)
    .some((sentence) => SAYS_SO.some((form) => form.test(sentence)) && !HEDGES.test(sentence));
}

/** "12 passed, 0 failed" says that they pass. */
const NOTHING_FAILED = /\b(?:0|no|zero|without)\s+(?:fail(?:ed|ing|ures?)?|errors?)\b/gi;

const SAYS_SO: readonly RegExp[] = [
  /\b(?:tests?|test suite|specs?|checks?|verification)\b.{0,60}\b(?:pass(?:e[sd]|ing)?|succeed(?:s|ed)?|green)\b/i,
  /\bpass(?:e[sd]|ing)?\b.{0,20}\b(?:tests?|specs?|checks?)\b/i,
];

const HEDGES =
  /n't\b|\b(?:not|never|none|cannot|fail(?:s|ed|ing|ures?)?|unless|until|if|should|would|could|may|might|must|once|before|when|except|but)\b/i;
