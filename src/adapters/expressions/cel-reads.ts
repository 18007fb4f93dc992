import type { ASTNode } from "@marcbachmann/cel-js";
import type { Comparison, Read } from "../../core/workflow/expression.ts";

/** Macros that give the things of a list a name of their own. */
const BINDING = ["all", "exists", "exists_one", "map", "filter"];

/** Lists within lists within lists could take for ever; two are plenty. */
const DEEPEST_LOOPS = 2;

/** Every value that the expression reads by name, names that a macro made left out. */
export function celReads(ast: ASTNode): readonly Read[] {
  const reads: Read[] = [];
  collect(ast, new Set(), reads);
  return reads;
}

function collect(node: ASTNode, bound: ReadonlySet<string>, into: Read[]): void {
  const path = pathOf(node);
  if (path !== undefined) {
    if (!bound.has(String(path[0]))) into.push({ path, offset: node.start, end: node.end });
    return;
  }
  const loop = loopOf(node);
  if (loop === undefined) {
    for (const part of partsOf(node)) collect(part, bound, into);
    return;
  }
  collect(loop.list, bound, into);
  const inside = new Set([...bound, loop.name]);
  for (const part of loop.body) collect(part, inside, into);
}

/** Every word that a value is held against which is read by name. */
export function celCompares(node: ASTNode, bound: ReadonlySet<string> = new Set()): readonly Comparison[] {
  const loop = loopOf(node);
  if (loop === undefined) {
    return [...comparisonsIn(node, bound), ...partsOf(node).flatMap((part) => celCompares(part, bound))];
  }
  const inside = new Set([...bound, loop.name]);
  return [...celCompares(loop.list, bound), ...loop.body.flatMap((part) => celCompares(part, inside))];
}

function comparisonsIn(node: ASTNode, bound: ReadonlySet<string>): readonly Comparison[] {
  if (node.op !== "==" && node.op !== "!=" && node.op !== "in") return [];
  const [left, right] = node.args;
  const listed = node.op === "in" && right.op === "list" ? right.args : [];
  const sides =
    node.op === "in"
      ? listed.map((one) => [left, one] as const)
      : ([
          [left, right],
          [right, left],
        ] as const);
  return sides.flatMap(([read, word]) => {
    const path = pathOf(read);
    if (path === undefined || bound.has(String(path[0])) || word.op !== "value") return [];
    return typeof word.args === "string" ? [{ path, word: word.args, offset: word.start }] : [];
  });
}

/** `steps.a["b"][0]` as its steps; nothing for what does not begin with a name. */
export function pathOf(node: ASTNode): Read["path"] | undefined {
  if (node.op === "id") return [node.args];
  if (node.op === ".") {
    const holder = pathOf(node.args[0]);
    return holder === undefined ? undefined : [...holder, node.args[1]];
  }
  if (node.op !== "[]") return undefined;
  const holder = pathOf(node.args[0]);
  const key = literalKey(node.args[1]);
  return holder === undefined || key === undefined ? undefined : [...holder, key];
}

function literalKey(node: ASTNode): string | number | undefined {
  if (node.op !== "value") return undefined;
  if (typeof node.args === "string") return node.args;
  return typeof node.args === "bigint" ? Number(node.args) : undefined;
}

function loopOf(node: ASTNode) {
  if (node.op !== "rcall" || !BINDING.includes(node.args[0])) return undefined;
  const [, list, [named, ...body]] = node.args;
  return named?.op === "id" ? { list, name: named.args, body } : undefined;
}

function partsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "map":
      return node.args.flat();
    case "!_":
    case "-_":
      return [node.args];
    default:
      return node.args;
  }
}

/** A call that could take for ever or hide what it reads. */
export function refusedCall(
  node: ASTNode,
  loops = 0,
): { readonly node: ASTNode; readonly message: string } | undefined {
  const name = node.op === "rcall" || node.op === "call" ? node.args[0] : undefined;
  if (name === "matches") {
    return { node, message: "`matches` is not there, as a pattern may never end; use contains, startsWith" };
  }
  if (name === "bind") return { node, message: "`cel.bind` is not there; write the value where it is used" };
  const inside = loopOf(node) === undefined ? loops : loops + 1;
  if (inside > DEEPEST_LOOPS) {
    return { node, message: `a loop within ${DEEPEST_LOOPS} loops is not there, as it may never end` };
  }
  for (const part of partsOf(node)) {
    const refused = refusedCall(part, inside);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
