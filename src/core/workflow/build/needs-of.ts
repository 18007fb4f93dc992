import type { Branch } from "../branch.ts";
import type { Place } from "./options.ts";

/** The steps that a step waits for, each with the outcome that it waits for where that is said. */
export function needsOf({ needs = [] }: Place<string>): readonly (readonly [string, Branch | undefined])[] {
  if (isList(needs)) return needs.map((from) => [from, undefined]);
  return Object.entries(needs);
}

function isList(needs: NonNullable<Place<string>["needs"]>): needs is readonly string[] {
  return Array.isArray(needs);
}
