import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { explainIssue } from "./explain-issue.ts";
import { placeOf } from "./yaml-place.ts";
import { placeInText } from "./yaml-text-place.ts";

/** Files that people write are small; more than this is a mistake or an attack. In characters. */
const MAX_DOCUMENT = 1_048_576;

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

/** A YAML (or JSON) text as data that still knows where each part of it stood. */
export interface YamlDocument {
  readonly value: unknown;
  /** `offset` counts characters in the text that stands at `path`, for what is wrong inside it. */
  readonly problemAt: (path: readonly PropertyKey[], message: string, offset?: number) => Problem;
}

export type Path = readonly PropertyKey[];

/**
 * Reads the text without a schema, for formats that take more than one step to understand. Malformed
 * text, duplicate keys, unknown tags, a second document, and anchors that expand to a huge value are
 * problems with their line and column. `firstLine` is the line of the file on which `text` begins.
 */
export function readYamlDocument(text: string, firstLine = 1): StrictRead<YamlDocument> {
  if (text.length > MAX_DOCUMENT) {
    return refused([{ line: 1, column: 1, path: "", message: `longer than ${MAX_DOCUMENT} characters` }]);
  }
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line) + firstLine - 1, column: Math.max(1, col) };
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const wrong = [...document.errors, ...document.warnings];
    if (wrong.length > 0) {
      return refused(wrong.map(({ pos, message }) => ({ ...place(pos[0]), path: "", message })));
    }
    return { ok: true, value: placed(document, text, place) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refused([{ line: firstLine, column: 1, path: "", message: `cannot be read: ${message}` }]);
  }
}

/** The document's value as the schema says it, or every problem in its place. */
export function checkDocument<T>(document: YamlDocument, schema: z.ZodType<T>): StrictRead<T> {
  const parsed = schema.safeParse(document.value ?? {}, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const explained = parsed.error.issues.flatMap((issue) => explainIssue(issue, schema));
  return refused(explained.map(({ path, message }) => document.problemAt(path, message)));
}

function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

function placed(
  document: Document.Parsed,
  text: string,
  place: (offset: number) => { line: number; column: number },
): YamlDocument {
  return {
    value: document.toJS({ maxAliasCount: 100 }),
    problemAt: (path, message, offset) => {
      const inside = offset === undefined ? undefined : placeInText(document, text, path, offset);
      return { ...place(inside ?? placeOf(document, path)), path: pathText(path), message };
    },
  };
}

function refused(problems: readonly Problem[]): {
  readonly ok: false;
  readonly problems: readonly Problem[];
} {
  return { ok: false, problems };
}
