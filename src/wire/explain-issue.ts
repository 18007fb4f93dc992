import { z } from "zod";
import { nearest } from "../core/nearest-name.ts";

export interface ExplainedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a schema's complaint means for the person who wrote the value: one line per unknown field or value. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType): readonly ExplainedIssue[] {
  if (issue.code === "unrecognized_keys") {
    const known = fieldsAt(schema, issue.path);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown field "${key}"; ${suggestion(key, known)}`,
    }));
  }
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    const got = typeof issue.input === "string" ? issue.input : undefined;
    const hint = got === undefined ? `one of: ${known.join(", ")}` : suggestion(got, known);
    return [
      {
        path: issue.path,
        message: got === undefined ? `must be ${hint}` : `unknown value "${got}"; ${hint}`,
      },
    ];
  }
  return [{ path: issue.path, message: issue.message }];
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const all = `known here: ${known.join(", ")}`;
  return near === undefined ? all : `did you mean "${near}"? (${all})`;
}

/** The names of the fields that the schema knows at `path`. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here: readonly z.core.$ZodType[] = unfold(schema);
  for (const step of path) here = here.flatMap((one) => inside(one, step)).flatMap(unfold);
  return [...new Set(here.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])))];
}

function inside(schema: z.core.$ZodType, step: PropertyKey): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    const field: z.core.$ZodType | undefined = schema.shape[String(step)];
    return field === undefined ? [] : [field];
  }
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  return [];
}

/** The schema without its wrappers: what is optional, has a default, or is transformed afterwards. */
function unfold(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unfold(schema.unwrap());
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault) return unfold(schema.unwrap());
  if (schema instanceof z.ZodPipe)
    return unfold(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unfold);
  return [schema];
}
