import type { Json, JsonObject } from "../core/json.ts";

/**
 * What of a value breaks a JSON Schema, in words for whoever made the value; nothing when it meets it. A schema
 * that is none, or has parts that nobody here knows, is broken by every value.
 */
export type SchemaChecker = (schema: JsonObject, value: Json) => string | undefined;
