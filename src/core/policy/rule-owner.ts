import type { WorkerId } from "../ids.ts";

/**
 * How a ceiling came to be: with a worker, when it was copied, brought here from a file or made smaller, or
 * because it works in one place.
 */
export const OWNED_AS = ["spawn", "fork", "import", "narrowing", "place"] as const;
export type OwnedAs = (typeof OWNED_AS)[number];

/** Whose word a ceiling is. */
export interface RuleOwner {
  /** The id of a worker, or who outside said it, e.g. `operator`. */
  readonly by: string;
  /** The name of `by`, when that is a worker. */
  readonly byName?: string;
  /** The worker for which it was said; those below it are held to it, too. */
  readonly worker: WorkerId;
  readonly name: string;
  readonly as: OwnedAs;
  /** Why, for a narrowing. */
  readonly reason?: string;
}

/** The owner in words that end a sentence: `set by operator, who spawned lead`. */
export function ownerText({ by, byName, name, as, reason }: RuleOwner): string {
  const who = byName === undefined ? by : `${byName} (${by})`;
  switch (as) {
    case "spawn":
      return `set by ${who}, who spawned ${name}`;
    case "fork":
      return `set by ${who}, who copied ${name}`;
    case "import":
      return `set by ${who}, who imported ${name}`;
    case "narrowing":
      return `set by ${who}, who narrowed ${name}${reason === undefined ? "" : `: ${reason}`}`;
    case "place":
      return `set by the workspace of ${name}`;
  }
}
