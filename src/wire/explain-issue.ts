import { z } from "zod";
import { nearest } from "../core/nearest-name.ts";
import { issueWords } from "./issue-words.ts";
import { fieldOf } from "./own-field.ts";

export interface ExplainedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a schema's complaint means for the person who wrote the value: one line per unknown field or value. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType): readonly ExplainedIssue[] {
  if (issue.code === "unrecognized_keys") {
    const known = fieldsAt(schema, issue.path, issue.input);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown field "${key}"; ${suggestion(key, known)}`,
    }));
  }
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    const got = typeof issue.input === "string" ? issue.input : undefined;
    const message = got === undefined ? `must be one of: ${known.join(", ")}` : unknownValue(got, known);
    return [{ path: issue.path, message }];
  }
  if (issue.code !== "invalid_union") return [{ path: issue.path, message: issueWords(issue) }];
  const kind = unknownKind(issue);
  if (kind !== undefined) return [{ path: issue.path, message: kind }];
  const [meant, ...others] = issue.errors.filter((problems) => !problems.every(isOfAnotherType));
  if (meant === undefined || others.length > 0) return [{ path: issue.path, message: issueWords(issue) }];
  const placed = meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  return placed.flatMap((inner) => explainIssue(inner, schema));
}

/** Of one form of several: the value was not meant as that one, so nobody asks what of it is wrong. */
function isOfAnotherType(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_type") return true;
  return issue.code === "invalid_union" && issue.errors.every((problems) => problems.every(isOfAnotherType));
}

/** A value whose one field says what it is, and says something unknown. Nothing when it says nothing. */
function unknownKind(issue: z.core.$ZodIssueInvalidUnion): string | undefined {
  if (issue.discriminator === undefined || !("options" in issue) || issue.options === undefined)
    return undefined;
  const named = fieldOf(issue.input, issue.discriminator);
  if (typeof named !== "string") return undefined;
  return unknownValue(named, issue.options.map(String));
}

/** `unknown value "x"; did you mean "y"? (known here: …)` */
export function unknownValue(got: string, known: readonly string[]): string {
  return `unknown value "${got}"; ${suggestion(got, known)}`;
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const all = `known here: ${known.join(", ")}`;
  return near === undefined ? all : `did you mean "${near}"? (${all})`;
}

/** The names of the fields that the schema knows at `path`, for a value of the kind that it says it is. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  let here: readonly z.core.$ZodType[] = unfold(schema);
  for (const step of path) here = here.flatMap((one) => inside(one, step)).flatMap(unfold);
  const objects = here.filter((one) => one instanceof z.ZodObject);
  const meant = objects.filter((one) => isOfKind(one, value));
  return [...new Set((meant.length === 0 ? objects : meant).flatMap((one) => Object.keys(one.shape)))];
}

/** Whether the value says the same as the schema where the schema leaves no choice. */
function isOfKind({ shape }: z.ZodObject, value: unknown): boolean {
  return Object.entries(shape).every(([field, one]) => {
    const said = fieldOf(value, field);
    return !(one instanceof z.ZodLiteral) || [...one.values].some((fixed) => fixed === said);
  });
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
