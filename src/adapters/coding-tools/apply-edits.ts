import { nearLines } from "./near-lines.ts";
import { ToolProblem } from "./tool-problem.ts";

export interface Edit {
  readonly old_text: string;
  readonly new_text: string;
  readonly replace_all: boolean;
}

export interface Edited {
  readonly text: string;
  readonly replacements: number;
}

/**
 * Applies exact replacements in order, each to the result of the one before. Throws a `ToolProblem`
 * for the first that does not match exactly once (or at all, with `replace_all`), so that nothing
 * is half-applied. In a file whose lines all end in CRLF, line feeds in the edits mean CRLF.
 */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const crlf = allCrlf(text);
  let result: Edited = { text, replacements: 0 };
  for (const [index, edit] of edits.entries()) {
    const name = edits.length === 1 ? "old_text" : `edits[${index}].old_text`;
    const { text: next, replacements } = applyOne(result.text, crlf ? withCrlf(edit) : edit, name);
    result = { text: next, replacements: result.replacements + replacements };
  }
  return result;
}

function applyOne(text: string, edit: Edit, name: string): Edited {
  if (edit.old_text === "") throw new ToolProblem(`${name} is empty; to write a whole file use write_file.`);
  if (edit.old_text === edit.new_text) throw new ToolProblem(`${name} and its new_text are the same.`);
  const parts = text.split(edit.old_text);
  const matches = parts.length - 1;
  if (matches === 0)
    throw new ToolProblem(`${name} does not occur in the file.${nearLines(text, edit.old_text)}`);
  if (matches > 1 && !edit.replace_all) throw new ToolProblem(ambiguous(name, parts, edit.old_text));
  return { text: parts.join(edit.new_text), replacements: matches };
}

const LINES_NAMED = 10;

function ambiguous(name: string, parts: readonly string[], old: string): string {
  const matches = parts.length - 1;
  const lines = matchLines(parts, old);
  const more = matches > lines.length ? ", …" : "";
  return (
    `${name} occurs ${matches} times, at lines ${lines.join(", ")}${more}. ` +
    "Add surrounding lines so that it occurs once, or set replace_all."
  );
}

/** Lines on which the first matches of `old` start; `parts` is the text split at them. */
function matchLines(parts: readonly string[], old: string): number[] {
  const lines: number[] = [];
  let line = 1;
  for (const part of parts.slice(0, Math.min(LINES_NAMED, parts.length - 1))) {
    line += lineFeeds(part);
    lines.push(line);
    line += lineFeeds(old);
  }
  return lines;
}

function lineFeeds(text: string): number {
  return text.split("\n").length - 1;
}

function allCrlf(text: string): boolean {
  return text.includes("\r\n") && !/(?:^|[^\r])\n/.test(text);
}

function withCrlf(edit: Edit): Edit {
  return { ...edit, old_text: crlfOf(edit.old_text), new_text: crlfOf(edit.new_text) };
}

function crlfOf(text: string): string {
  return text.replaceAll(/\r?\n/g, "\r\n");
}
