import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repeatRefusal, repeatWarning } from "../../../src/core/worker/repeat-texts.ts";
import {
  DEFAULT_REPEATS,
  isBlocked,
  isRepeated,
  NO_REPEATS,
  noted,
  type Repeats,
  timesInARow,
} from "../../../src/core/worker/repeats.ts";

type Answer = readonly [key: string, output: string, changes?: boolean];

const allNoted = (answers: readonly Answer[], from: Repeats = NO_REPEATS): Repeats =>
  answers.reduce((repeats, answer) => noted(repeats, ...answer), from);
const answer = (keys: number) =>
  fc.tuple(
    fc.integer({ min: 0, max: keys }).map((n) => `key ${n}`),
    fc.constantFrom("x", "y"),
  );

describe("a call that answers the same again and again", () => {
  const { warnRepeats, blockRepeats } = DEFAULT_REPEATS;
  const stateAfter = (times: number) => {
    const repeats = allNoted(Array.from({ length: times }, () => ["ls", "a b"] as const));
    return [isRepeated(repeats, "ls", warnRepeats), isBlocked(repeats, "ls", blockRepeats)];
  };

  test("is told at the second identical result and refused after the third", () => {
    expect([0, 1, 2, 3, 4].map(stateAfter)).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [true, true],
      [true, true],
    ]);
  });

  test("starts again with another result, and an earlier one does not come back", () => {
    const repeats = allNoted([
      ["ls", "a"],
      ["ls", "a"],
      ["ls", "b"],
      ["ls", "a"],
    ]);
    expect(timesInARow(repeats, "ls")).toBe(1);
  });

  test("is never told or refused where 0 says so", () => {
    const repeats = allNoted(Array.from({ length: 9 }, () => ["ls", "a"] as const));
    expect([isRepeated(repeats, "ls", 0), isBlocked(repeats, "ls", 0)]).toEqual([false, false]);
  });
});

test("running the tests after each new edit is no circle, however often they fail in the same way", () => {
  const rounds = Array.from({ length: 10 }, (_, n): Answer[] => [
    [`edit ${n}`, "ok", true],
    ["npm test", "1 failed", true],
  ]).flat();
  expect(isBlocked(allNoted(rounds), "npm test", 3)).toBe(false);
  const withoutChanges = rounds.map(([key, output]): Answer => [key, output]);
  expect(isBlocked(allNoted(withoutChanges), "npm test", 3)).toBe(true);
});

test("a circle of several calls is one, also when each of them may change something", () => {
  const circle: Answer[] = [
    ["edit", "no such text", true],
    ["npm test", "1 failed", true],
    ["read", "text"],
  ];
  const repeats = allNoted([...circle, ...circle, ...circle]);
  expect(circle.map(([key]) => isBlocked(repeats, key, 3))).toEqual([true, true, true]);
});

describe("what is remembered", () => {
  test("is for each key the length of the run of equal results it ends with", () => {
    fc.assert(
      fc.property(fc.array(answer(8), { maxLength: 60 }), (answers) => {
        const repeats = allNoted(answers);
        for (const key of new Set(answers.map(([key]) => key))) {
          const outputs = answers.filter(([other]) => other === key).map(([, output]) => output);
          const run = outputs.length - 1 - outputs.findLastIndex((output) => output !== outputs.at(-1));
          expect(timesInARow(repeats, key)).toBe(run);
        }
      }),
    );
  });

  test("stays within 16 keys, always with the 16 that answered last", () => {
    fc.assert(
      fc.property(fc.array(answer(200), { minLength: 100, maxLength: 300 }), (answers) => {
        const repeats = allNoted(answers);
        const latest = [...new Set(answers.map(([key]) => key).toReversed())].slice(0, 16);
        expect(new Set(repeats.map(({ key }) => key))).toEqual(new Set(latest));
      }),
      { numRuns: 30 },
    );
  });

  test("is plain JSON, and what it was made from is not changed", () => {
    const first = allNoted([["a", "x"]]);
    const copy = JSON.stringify(first);
    noted(first, "b", "y", true);
    expect(JSON.stringify(first)).toBe(copy);
    expect(JSON.parse(copy)).toEqual(first);
  });
});

test("the model is told how often, what comes next, and what it can do instead", () => {
  expect(repeatWarning(2, 3)).toBe(
    "[runtime notice] This exact call has now given this exact result 2 times in a row. After 3 times it will be refused. Use what it says, call it differently, change something first, or say what you could not do.",
  );
  expect(repeatWarning(3, 3)).toContain("It will be refused until something else has changed.");
  expect(repeatRefusal(3)).toBe(
    "this exact call gave the same result 3 times in a row, so it is not run again until something else has changed; use what it said, call it differently, change something first, or say what you could not do",
  );
});
