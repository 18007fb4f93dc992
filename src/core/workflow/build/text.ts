import { isRef, pathOf, type Ref } from "./ref.ts";

/** A template that names only what is there: made by `text`. */
export interface Text {
  readonly template: string;
}

/** An expression that gives true or false: made by `is` and `cel`. */
export interface Condition {
  readonly expression: string;
}

/**
 * A prompt, a question or a word of a command: ``text`Review ${steps.build.output}` ``. What is no reference
 * stays as it is, whatever braces it has.
 */
export function text(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Ref<unknown>)[]
): Text {
  const said = parts.map((part, at) => {
    const next = values[at];
    if (next === undefined) return literal(part);
    return literal(part) + (isRef(next) ? `{{ ${pathOf(next)} }}` : literal(String(next)));
  });
  return { template: said.join("") };
}

/** The template of a text; of a plain string, one that says the same. */
export function templateOf(words: Text | string): string {
  return typeof words === "string" ? literal(words) : words.template;
}

function literal(words: string): string {
  return words.replace(/\{[{%]/g, (braces) => `{{ "${braces}" }}`);
}

/** That a value is this one; only values that it can have are taken. */
export function is<T extends string | number | boolean | null>(ref: Ref<T>, expected: NoInfer<T>): Condition {
  return { expression: `${pathOf(ref)} == ${JSON.stringify(expected)}` };
}

type Operand = Ref<unknown> | Condition | string | number | boolean;

/** A condition in CEL over references and plain values: ``cel`${visit} < 3 && ${steps.a.output.who} == ${name}` ``. */
export function cel(parts: TemplateStringsArray, ...values: readonly Operand[]): Condition {
  const said = parts.map((part, at) => {
    const next = values[at];
    return next === undefined ? part : part + operand(next);
  });
  return { expression: said.join("") };
}

function operand(one: Operand): string {
  if (isRef(one)) return pathOf(one);
  return typeof one === "object" ? `(${one.expression})` : JSON.stringify(one);
}
