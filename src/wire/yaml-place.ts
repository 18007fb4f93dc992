import { type Document, isMap, isNode, isScalar, isSeq, type Node } from "yaml";

/**
 * Offset in the text of the thing at `path`: of the key for a field, of the value for a list item.
 * What is not there (a missing field) is placed at what should have held it.
 */
export function placeOf(document: Document, path: readonly PropertyKey[]): number {
  let place = 0;
  let node: unknown = document.contents;
  if (isNode(node)) place = start(node) ?? 0;
  for (const step of path) {
    const next = stepInto(node, step);
    if (next === undefined) return place;
    place = next.place ?? place;
    node = next.node;
  }
  return place;
}

function stepInto(
  node: unknown,
  step: PropertyKey,
): { readonly place?: number; readonly node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === String(step));
    return pair === undefined ? undefined : placed(isNode(pair.key) ? pair.key : undefined, pair.value);
  }
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step];
    return item === undefined ? undefined : placed(isNode(item) ? item : undefined, item);
  }
  return undefined;
}

function placed(shown: Node | undefined, node: unknown) {
  const place = shown === undefined ? undefined : start(shown);
  return place === undefined ? { node } : { place, node };
}

function start(node: Node): number | undefined {
  return node.range?.[0];
}
