import { badInput } from "./bad-input.ts";

/**
 * What an option says that is given as `NAME=AMOUNT`, several also with commas: each name with its amount, empty
 * where there is none. Throws `bad-input` when one is said twice: nobody knows which of them is meant.
 */
export function namedAmounts(
  flag: string,
  values: readonly string[],
): readonly (readonly [string, string])[] {
  const parts = values.flatMap((value) => value.split(",")).map((part) => part.trim());
  const named = parts.map((part) => {
    const [name = "", ...amount] = part.split("=");
    return [name, amount.join("=")] as const;
  });
  const names = named.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw badInput(`${flag} says ${twice} more than once; give one limit for it.`);
  return named;
}
