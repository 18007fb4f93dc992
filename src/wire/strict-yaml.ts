import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { explainIssue } from "./explain-issue.ts";
import { placeOf } from "./yaml-place.ts";

/** One thing wrong with a file that a person wrote. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** Where in the value, e.g. `turns[2].calls[0].tool`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

export type StrictRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads YAML (or JSON, which is YAML) against a schema. Every problem comes with its line and column,
 * and an unknown field with the known name nearest to it. Anchors are expanded at most 100 times, so
 * a small file cannot become a huge value.
 */
export function readStrictYaml<T>(text: string, schema: z.ZodType<T>): StrictRead<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wrong = [...document.errors, ...document.warnings]; // a warning is a tag that nobody here knows
  if (wrong.length > 0) {
    return {
      ok: false,
      problems: wrong.map((error) => ({ ...at(error.pos[0]), path: "", message: error.message })),
    };
  }
  const value = plainValue(document);
  if (!value.ok) return { ok: false, problems: [{ line: 1, column: 1, path: "", message: value.message }] };
  const parsed = schema.safeParse(value.value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues
    .flatMap((issue) => explainIssue(issue, schema))
    .map(({ path, message }) => ({ ...at(placeOf(document, path)), path: pathText(path), message }));
  return { ok: false, problems };
}

function plainValue(document: ReturnType<typeof parseDocument>) {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { ok: true, value } as const;
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) } as const;
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** The problems as lines for people: `file:line:column: path: message`. */
export function problemLines(source: string, problems: readonly Problem[]): string {
  return problems
    .map(({ line, column, path, message }) => {
      const where = path === "" ? "" : `${path}: `;
      return `${source}:${line}:${column}: ${where}${message}`;
    })
    .join("\n");
}
