import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemsOf } from "../../../src/core/append-only.ts";
import { evolve, fold } from "../../../src/core/worker/evolve.ts";
import { STATUS_NAMES, TRANSITIONS } from "../../../src/core/worker/status.ts";
import {
  answered,
  asked,
  BORN,
  claimed,
  decided,
  finished,
  folded,
  intended,
  READY,
  stored,
} from "./a-worker.ts";

describe("folding", () => {
  test("refuses a gap, a second birth, and a journal that does not begin with a birth", () => {
    const [first, second] = stored([BORN, claimed(1)]);
    if (first === undefined || second === undefined) throw new Error("no records");
    expect(() => fold([first, { ...second, seq: 3 }])).toThrow(/gap: expected record 2, found 3/);
    expect(() => folded([BORN, BORN])).toThrow(/born twice/);
    expect(() => folded([claimed(1)])).toThrow(/begins with driver.claimed/);
  });

  test("refuses a transition that the table does not have", () => {
    expect(() =>
      folded([...READY, { type: "worker.completed", result: "r" }, { type: "worker.resumed", by: "a" }]),
    ).toThrow(/cannot go from completed to running/);
  });

  test("folding in any two parts gives the same worker as folding at once", () => {
    const turn = [asked(), answered(1, ["a", "b"], "words"), decided("a", "read"), decided("b", "once")];
    const rest = [
      intended("a", 1),
      finished("a"),
      intended("b", 1),
      finished("b"),
      { type: "workspace.checkpointed" } as const,
    ];
    const records = stored([
      ...READY,
      ...turn,
      ...rest,
      asked(2),
      answered(2, [], "end"),
      { type: "worker.completed", result: "end" },
    ]);
    const whole = fold(records);
    fc.assert(
      fc.property(fc.nat(records.length), (cut) => {
        expect(fold(records.slice(cut), fold(records.slice(0, cut)))).toEqual(whole);
      }),
    );
  });

  test("the results of a turn reach the prompt together and in the order asked, whatever the order they finished in", () => {
    const turn = [asked(), answered(1, ["a", "b"]), decided("a", "read"), decided("b", "read")];
    const worker = folded([
      ...READY,
      ...turn,
      intended("a", 1),
      intended("b", 1),
      finished("b"),
      finished("a"),
    ]);
    const last = itemsOf(worker.messages).at(-1);
    expect(last).toMatchObject({ role: "tool", results: [{ call: "a" }, { call: "b" }] });
    expect(worker.calls).toEqual([]);
  });

  test("an old worker is not changed by a new record", () => {
    const before = folded(READY);
    const copy = structuredClone(before);
    const [next] = stored([...READY, asked()]).slice(-1);
    if (next !== undefined) evolve(before, next);
    expect(before).toEqual(copy);
  });
});

test("the table of transitions is closed, and what is completed only leaves by new work", () => {
  expect(Object.keys(TRANSITIONS).toSorted()).toEqual([...STATUS_NAMES].toSorted());
  expect(TRANSITIONS.completed).toEqual(["queued"]);
  for (const targets of Object.values(TRANSITIONS)) {
    for (const target of targets) expect(STATUS_NAMES).toContain(target);
  }
});
