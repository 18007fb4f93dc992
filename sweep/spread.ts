import { Chance } from "./chance.ts";

/** `count` of them, spread over all, beginning where the seed says; all of them when there are no more. */
export function spread<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  if (count >= all.length) return all;
  const start = new Chance(seed).next();
  return Array.from({ length: count }, (_, index) =>
    Math.floor(((index + start) * all.length) / count),
  ).flatMap((index) => all.slice(index % all.length, (index % all.length) + 1));
}
