/**
 * A list that only grows, of which every older version stays valid: adding costs O(1) and copies
 * nothing, so folding a journal of n records costs O(n) however long the transcript gets.
 *
 * A1. Versions share one array; each looks at its first `length` items only.
 * A2. Only the longest version adds in place; adding to an older one copies what that one has.
 */
export interface AppendOnly<T> {
  readonly length: number;
  readonly shared: readonly T[];
}

/** A list of its own: A2 holds for it from the start. */
export const EMPTY: AppendOnly<never> = Object.freeze({ length: 0, shared: Object.freeze([]) });

export function added<T>(list: AppendOnly<T>, item: T): AppendOnly<T> {
  const isLongest = list.length > 0 && list.shared.length === list.length;
  const shared = isLongest ? (list.shared as T[]) : list.shared.slice(0, list.length);
  shared.push(item);
  return { length: list.length + 1, shared };
}

/** The items oldest first, from index `from`. */
export function itemsOf<T>(list: AppendOnly<T>, from = 0): T[] {
  return list.shared.slice(from, list.length);
}
