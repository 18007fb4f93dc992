/**
 * The strongly connected components of a graph whose nodes are numbers: each is a loop, or one node. Those
 * that others lead to come first (reverse topological order). Linear; no recursion, so a chain may be long.
 */
export function componentsOf(successors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const search: Search = {
    successors,
    order: successors.map(() => 0),
    low: successors.map(() => 0),
    open: successors.map(() => false),
    stack: [],
    found: [],
    count: 0,
  };
  for (const start of successors.keys()) if (search.order[start] === 0) explore(search, start);
  return search.found;
}

interface Search {
  readonly successors: readonly (readonly number[])[];
  /** When a node was first seen, from 1; 0: not yet. */
  readonly order: number[];
  /** The earliest node on the stack that can be reached from it. */
  readonly low: number[];
  readonly open: boolean[];
  readonly stack: number[];
  readonly found: number[][];
  count: number;
}

function explore(search: Search, start: number): void {
  const path = [enter(search, start)];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = search.successors[top.node]?.[top.next];
    top.next += 1;
    if (next === undefined) {
      path.pop();
      leave(search, top.node, path.at(-1)?.node);
    } else if (search.order[next] === 0) path.push(enter(search, next));
    else if (search.open[next] === true) lower(search, top.node, search.order[next] ?? 0);
  }
}

function enter(search: Search, node: number): { readonly node: number; next: number } {
  search.count += 1;
  search.order[node] = search.count;
  search.low[node] = search.count;
  search.open[node] = true;
  search.stack.push(node);
  return { node, next: 0 };
}

function leave(search: Search, node: number, before: number | undefined): void {
  if (search.low[node] === search.order[node]) search.found.push(closed(search, node));
  if (before !== undefined) lower(search, before, search.low[node] ?? 0);
}

function lower(search: Search, node: number, to: number): void {
  search.low[node] = Math.min(search.low[node] ?? to, to);
}

function closed(search: Search, root: number): number[] {
  const members = search.stack.splice(search.stack.lastIndexOf(root));
  for (const member of members) search.open[member] = false;
  return members;
}
