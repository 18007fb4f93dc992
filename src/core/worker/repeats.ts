/**
 * What the calls of this cycle answered last, and how often in a row, so that a worker that goes in
 * circles is noticed. A call is named by `key`: the digest of its tool and its exact arguments.
 *
 * R1. Only the same call with the same result counts; another result of it starts at one again.
 * R2. Reading something else meanwhile changes nothing: a circle may have several calls in it.
 * R3. A change that brought something new does: what a call said before it says nothing about what it
 *     says next. So all others start at one again, and running the tests after each edit is no circle.
 * R4. The last 16 keys are remembered; it is one small list of plain JSON.
 */
export type Repeats = readonly Repeat[];

interface Repeat {
  readonly key: string;
  readonly output: string;
  /** Results like this one in a row. */
  readonly times: number;
}

export const NO_REPEATS: Repeats = [];

/** After a call answered. `changes` says that its effect may have changed something. */
export function noted(repeats: Repeats, key: string, output: string, changes = false): Repeats {
  const before = repeats.find((repeat) => repeat.key === key);
  const times = before?.output === output ? before.times + 1 : 1;
  const others = repeats.filter((repeat) => repeat !== before).slice(1 - REMEMBERED);
  const kept = changes && times === 1 ? others.map((repeat) => ({ ...repeat, times: 1 })) : others;
  return [...kept, { key, output, times }];
}

const REMEMBERED = 16;

/** How often in a row this call gave the result that it gave last; 0 when it is not remembered. */
export function timesInARow(repeats: Repeats, key: string): number {
  return repeats.find((repeat) => repeat.key === key)?.times ?? 0;
}

/** Is the model to be told that the result it got is the one it had? `warnAfter` 0 means never. */
export function isRepeated(repeats: Repeats, key: string, warnAfter: number): boolean {
  return warnAfter > 0 && timesInARow(repeats, key) >= warnAfter;
}

/** Is this call not to be run again for now? `blockAfter` 0 means never. */
export function isBlocked(repeats: Repeats, key: string, blockAfter: number): boolean {
  return blockAfter > 0 && timesInARow(repeats, key) >= blockAfter;
}

/** Identical results after which the model is told, and after which the call is refused. */
export const DEFAULT_REPEATS = { warnRepeats: 2, blockRepeats: 3 };
