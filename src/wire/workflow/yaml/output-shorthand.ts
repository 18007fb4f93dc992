import { isJsonObject, type JsonObject } from "../../../core/json.ts";

/**
 * The JSON Schema that `output` means: itself when it says what a schema says at its top, else fields by name,
 * all of which must be there and no others.
 */
export function outputSchemaFrom(output: JsonObject): JsonObject {
  if (isSchema(output)) return output;
  return { type: "object", properties: output, required: Object.keys(output), additionalProperties: false };
}

/** A field may be called `type` or `enum`; then its value is a schema, and never a text or a list. */
export function isSchema({
  $ref,
  type,
  enum: values,
  anyOf,
  oneOf,
  allOf,
  const: fixed,
  properties,
}: JsonObject): boolean {
  if (typeof $ref === "string" || typeof type === "string" || fixed !== undefined) return true;
  if ([type, values, anyOf, oneOf, allOf].some((one) => Array.isArray(one))) return true;
  return (
    isJsonObject(properties) &&
    Object.values(properties).every((one) => isJsonObject(one) || typeof one === "boolean")
  );
}
