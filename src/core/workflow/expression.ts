/**
 * The text of a CEL expression. Names it may read: `inputs.<name>`; `steps.<node>` with `outcome`, `output`,
 * `text` and `visits` of the newest visit of a node that may come before; `artifacts`, the list of those that
 * the node's context selects (`id`, `kind`, `title`, `text`, `data`, `node`); `visit`, the number of this
 * visit of the node, from 1; `with.<name>` where the node has `with`; `item` and `index` in the work of a
 * map; `items` in a reduce; `output` and `text` in what a verification holds against its subject. Evaluated
 * without effects, in bounded time, against values that are recorded.
 */
export type Expression = string;

/** The text of a strict Liquid template over the same names: an unknown name or filter is a problem at load. */
export type Template = string;

/** What such a text was read as, by whoever knows its language. */
export type TextReading =
  | {
      readonly ok: true;
      readonly reads: readonly Read[];
      /** Of its value, in CEL's words (`bool`, `list<dyn>`); `dyn` where only its values tell. */
      readonly type: string;
      /** Where a value that is read is held against a word. @default nowhere */
      readonly compares?: readonly Comparison[];
    }
  /** `offset` counts characters from the start of the text. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** One value that a text reads: the name it begins with, and the fields as far as they are literal. */
export interface Read {
  readonly path: readonly (string | number)[];
  readonly offset: number;
  /** Where it ends, for an expression. */
  readonly end?: number;
}

/** `steps.review.output.verdict == "fail"`, or one of the words of an `in`. */
export interface Comparison {
  readonly path: Read["path"];
  readonly word: string;
  /** Where the word is. */
  readonly offset: number;
}

/** Knows the two languages. Pure: the same text is always read the same. */
export interface TextReader {
  expression(source: Expression): TextReading;
  /**
   * Why an expression could not be worked out with values of these JSON types, one for each of its reads in
   * their order, as far as they are known. Nothing when it could, or when only its values tell.
   */
  mismatch(source: Expression, types: readonly (string | undefined)[]): string | undefined;
  template(source: Template): TextReading;
}
