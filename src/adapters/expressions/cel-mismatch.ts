import { environment, readCel } from "./cel.ts";

/** JSON's types in CEL's words. A number may be either of two there, so only its value tells. */
const CEL_TYPES: Readonly<Record<string, string>> = {
  string: "string",
  integer: "int",
  boolean: "bool",
  array: "list",
  object: "map",
};

/**
 * See `TextReader`. The library knows types of names alone, so each read becomes a name of its own. What asks
 * whether a value is there (`has`, `null`) is left to its values.
 */
export function celMismatch(source: string, types: readonly (string | undefined)[]): string | undefined {
  const reading = readCel(source);
  if (!reading.ok || /\bhas\s*\(/.test(source)) return undefined;
  let text = source;
  for (const [index, { offset, end = offset }] of [...reading.reads.entries()].toReversed()) {
    const type = CEL_TYPES[types[index] ?? ""];
    if (type !== undefined) text = `${text.slice(0, offset)}${nameFor(type, index)}${text.slice(end)}`;
  }
  if (text === source) return undefined;
  const { valid, error } = typed.parse(text).check();
  const message = valid ? undefined : error?.summary;
  return message === undefined || message.includes("null") || message.includes(PREFIX) ? undefined : message;
}

/** No name that a workflow may read begins so. */
const PREFIX = "__read_";

const typed = environment.clone();
const known = new Set<string>();

function nameFor(type: string, index: number): string {
  const name = `${PREFIX}${type}_${index}`;
  if (!known.has(name)) typed.registerVariable(name, type);
  known.add(name);
  return name;
}
