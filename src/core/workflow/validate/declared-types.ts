import type { Json, JsonObject } from "../../json.ts";
import { branchesOf, OUTCOMES } from "../branch.ts";
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

/** The only words that may be there; nothing when others may, or when nothing declares that. */
export function declaredWords(index: GraphIndex, path: Read["path"]): readonly string[] | undefined {
  if (path[0] === "steps" && path.length === 3 && path[2] === "outcome")
    return outcomesOf(index, String(path[1]));
  const found = declaration(index, path);
  if (found === undefined) return undefined;
  const words = schemasAt(found.schema, found.inside)?.map(wordsOf);
  return words?.every((one) => one !== undefined) === true ? [...new Set(words.flat())] : undefined;
}

function outcomesOf(index: GraphIndex, id: string): readonly string[] | undefined {
  const node = index.node(id);
  if (node === undefined) return undefined;
  const branches: readonly string[] = branchesOf(node.kind);
  return OUTCOMES.filter((outcome) => branches.includes(outcome));
}

/** A value that is no word is none that a word can be. */
function wordsOf({ const: only, enum: values }: JsonObject): readonly string[] | undefined {
  const all = Array.isArray(values) ? values : only === undefined ? undefined : [only];
  return all?.filter((one): one is string => typeof one === "string");
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
