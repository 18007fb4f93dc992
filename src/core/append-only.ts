/**
 * A list that only grows, shared by every version of it: adding costs O(1) and copies nothing, so
 * folding a journal of n records costs O(n) however long the transcript gets.
 */
export interface AppendOnly<T> {
  readonly length: number;
  readonly last: T | undefined;
  readonly before: AppendOnly<T> | undefined;
}

export const EMPTY: AppendOnly<never> = { length: 0, last: undefined, before: undefined };

export function added<T>(list: AppendOnly<T>, item: T): AppendOnly<T> {
  return { length: list.length + 1, last: item, before: list };
}

/** The items oldest first, from index `from`. */
export function itemsOf<T>(list: AppendOnly<T>, from = 0): T[] {
  const items = new Array<T>(Math.max(0, list.length - from));
  let node: AppendOnly<T> | undefined = list;
  while (node !== undefined && node.length > from) {
    items[node.length - 1 - from] = node.last as T;
    node = node.before;
  }
  return items;
}
