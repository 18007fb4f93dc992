/** The options and arguments of one call, checked against the command's table. */
export interface Flags {
  readonly positionals: readonly string[];
  /** Those of them that stand after `--`. */
  readonly afterDashes: readonly string[];
  /** The value of a string option, the last one when it was given more than once. */
  text(name: string): string | undefined;
  /** All values of an option that may be repeated; none when it was not given. */
  many(name: string): readonly string[];
  has(name: string): boolean;
}

export type FlagValues = ReadonlyMap<string, readonly string[]>;

export function flagsOf(
  values: FlagValues,
  positionals: readonly string[],
  afterDashes: readonly string[],
): Flags {
  return {
    positionals,
    afterDashes,
    text: (name) => values.get(name)?.at(-1),
    many: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  };
}
