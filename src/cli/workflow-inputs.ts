import type { Json, JsonObject } from "../core/json.ts";
import type { WorkflowGraph } from "../core/workflow/graph.ts";
import { badInput } from "./bad-input.ts";

/**
 * `NAME=VALUE`, as often as it was given: a value that is JSON is that, any other is a text. For an input that is
 * declared as a text it is one, whatever it looks like.
 */
export function inputsFrom(
  given: readonly string[],
  graph: Pick<WorkflowGraph, "inputs"> | undefined,
): JsonObject {
  return Object.fromEntries(given.map((text) => inputFrom(text, graph)));
}

function inputFrom(text: string, graph: Pick<WorkflowGraph, "inputs"> | undefined): readonly [string, Json] {
  const at = text.indexOf("=");
  if (at < 1) throw badInput(`--input ${text} is no NAME=VALUE; e.g. --input issue=417.`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const declared = graph !== undefined && Object.hasOwn(graph.inputs, name) ? graph.inputs[name] : undefined;
  if (declared?.schema?.["type"] === "string") return [name, value];
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}
