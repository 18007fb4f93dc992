import { canonicalJson, type Json } from "../../json.ts";

/** A node that both have, and the fields that differ in it. */
export interface ChangedNode {
  readonly id: string;
  readonly fields: readonly string[];
}

/** Names of the fields that say something else, or that only one of the two has. */
export function changedFields(before: object, after: object): readonly string[] {
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...old.keys(), ...young.keys()]);
  return [...names].filter((name) => text(old.get(name)) !== text(young.get(name)));
}

/** A graph is plain JSON, whatever its types are called. */
function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}
