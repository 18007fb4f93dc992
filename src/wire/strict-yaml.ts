import type { z } from "zod";
import { checkDocument, type Problem, readYamlDocument, type StrictRead } from "./yaml-document.ts";

export type { Problem, StrictRead } from "./yaml-document.ts";

/**
 * Reads YAML (or JSON, which is YAML) against a schema. Every problem comes with its line and column,
 * and an unknown field with the known name nearest to it. Anchors are expanded at most 100 times, so
 * a small file cannot become a huge value.
 */
export function readStrictYaml<T>(text: string, schema: z.ZodType<T>): StrictRead<T> {
  const read = readYamlDocument(text);
  return read.ok ? checkDocument(read.value, schema) : read;
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
