import { type Document, isScalar, Scalar } from "yaml";

/**
 * Offset in the file of a character of the text at `path`, as far as the text stands there as it is: in one
 * line, or as a literal block. Nothing for a folded text, one with escapes before the character, or none.
 */
export function placeInText(
  document: Document,
  source: string,
  path: readonly PropertyKey[],
  offset: number,
): number | undefined {
  const node = document.getIn(path, true);
  const start = isScalar(node) ? node.range?.[0] : undefined;
  if (!isScalar(node) || start === undefined || typeof node.value !== "string") return undefined;
  if (node.type === Scalar.BLOCK_LITERAL) return placeInBlock(source, start, node.value, offset);
  const first = node.type === Scalar.PLAIN ? start : start + 1;
  const stands = source.slice(first, first + offset) === node.value.slice(0, offset);
  return stands ? first + offset : undefined;
}

/** Each line of a literal block is the text's, behind the same indentation. */
function placeInBlock(source: string, start: number, text: string, offset: number): number | undefined {
  const before = text.slice(0, offset).split("\n");
  const lines = source.slice(source.indexOf("\n", start) + 1).split("\n");
  const indentation = (lines.find((line) => line.trim() !== "") ?? "").search(/\S/);
  const above = lines.slice(0, before.length - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const column = indentation + (before.at(-1)?.length ?? 0);
  return indentation < 0 ? undefined : source.indexOf("\n", start) + 1 + above + column;
}
