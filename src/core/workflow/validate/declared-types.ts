import type { Json, JsonObject } from "../../json.ts";
import type { Read } from "../expression.ts";
import { outputSchema } from "../output-schema.ts";
import { schemasAt } from "../schema-fields.ts";
import type { GraphIndex } from "./graph-index.ts";

/** The JSON types that a value may have which is read by its name alone; nothing when nothing declares that. */
export function declaredTypes(index: GraphIndex, path: Read["path"]): readonly string[] | undefined {
  const always = path[0] === "steps" && path.length === 3 ? OF_EVERY_STEP[String(path[2])] : undefined;
  if (always !== undefined) return [always];
  const found = declaration(index, path);
  if (found === undefined) return undefined;
  const schemas = schemasAt(found.schema, found.inside);
  const types = schemas?.map(typesOf);
  return types?.every((one) => one !== undefined) === true ? [...new Set(types.flat())] : undefined;
}

const OF_EVERY_STEP: Readonly<Record<string, string>> = {
  outcome: "string",
  text: "string",
  visits: "integer",
};

function declaration({ graph, node }: GraphIndex, [root, name, field, ...inside]: Read["path"]) {
  if (root === "inputs") {
    const { schema } = graph.inputs[String(name)] ?? {};
    return schema === undefined
      ? undefined
      : { schema, inside: field === undefined ? [] : [field, ...inside] };
  }
  const step = root === "steps" ? node(String(name)) : undefined;
  return step === undefined || field !== "output" ? undefined : { schema: outputSchema(graph, step), inside };
}

function typesOf({ type, enum: values }: JsonObject): readonly string[] | undefined {
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(String);
  return Array.isArray(values) ? values.map(typeOf) : undefined;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
