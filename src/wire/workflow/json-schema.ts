import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { plainJson } from "../tool-arguments.ts";
import { graphSchema } from "./graph-schema.ts";

/** The JSON Schema of workflows, for editors and for programs that make them. */
export function workflowJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(graphSchema, {
    io: "input",
    unrepresentable: "any",
    cycles: "ref",
    reused: "ref",
  });
  return plainJson({
    ...schema,
    title: "Legate workflow",
    description:
      "A workflow as Legate runs it. What only a look at the whole graph tells is checked by `legate workflow check`.",
  });
}
