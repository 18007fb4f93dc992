import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excessOf, nextWork } from "../../../src/core/workspace/plan-pool.ts";
import { DEFAULT_POOL, type Pool, type Slot } from "../../../src/core/workspace/pool.ts";

const MB = 2 ** 20;
const NOW = "2026-01-10T00:00:00.000Z";
const LAST_WEEK = "2026-01-03T00:00:00.000Z";
const [OLD, NEW] = ["a".repeat(40), "b".repeat(40)];

const aSlot = (name: string, given: Partial<Slot> = {}): Slot => ({
  name,
  commit: NEW,
  bytes: 10 * MB,
  madeAt: NOW,
  ...given,
});

const aPool = (vault: string, given: Partial<Pool> = {}): Pool => ({
  vault,
  wanted: { repo: `/repos/${vault}`, base: "HEAD", commit: NEW, at: NOW },
  slots: [],
  used: [],
  strange: [],
  ...given,
});

const next = (pool: Pool, others: readonly Pool[] = []) =>
  nextWork([pool, ...others], pool, { ...DEFAULT_POOL, slots: 2, repositoryMb: 40, totalMb: 50 });

describe("what a pool lacks next", () => {
  test("is a slot at the wanted base: by the way from another base, from a used directory, or from nothing", () => {
    const other = aSlot("s", { commit: OLD });
    expect(next(aPool("v", { slots: [other], used: ["u"] }))).toEqual({
      do: "advance",
      slot: other,
      to: NEW,
    });
    expect(next(aPool("v", { slots: [aSlot("s")], used: ["u"] }))).toEqual({
      do: "recycle",
      used: "u",
      to: NEW,
    });
    expect(next(aPool("v"))).toEqual({ do: "prepare", to: NEW });
    const like = aSlot("s");
    expect(next(aPool("v", { slots: [like] }))).toEqual({ do: "prepare", to: NEW, like });
  });

  test("is nothing when there are enough, when nothing is wanted, or when one more would have no place", () => {
    expect(next(aPool("v", { slots: [aSlot("a"), aSlot("b")] }))).toBeUndefined();
    expect(next({ vault: "v", slots: [], used: ["u"], strange: [] })).toBeUndefined();
    expect(next(aPool("v", { slots: [aSlot("a")], slotBytes: 31 * MB }))).toBeUndefined();
    const full = aPool("w", { slots: [aSlot("x", { bytes: 45 * MB })] });
    expect(next(aPool("v", { slotBytes: 10 * MB }), [full])).toBeUndefined();
  });

  test("has a place that a repository asked for longer ago must make", () => {
    const old = { repo: "/repos/w", base: "HEAD", commit: NEW, at: LAST_WEEK };
    const full = aPool("w", { slots: [aSlot("x", { bytes: 45 * MB })], wanted: old });
    expect(next(aPool("v", { slotBytes: 10 * MB }), [full])).toEqual({ do: "prepare", to: NEW });
  });
});

describe("what has to go", () => {
  test("is what is older than the others beyond the number, and what is no slot at all", () => {
    const slots = ["1", "3", "2"].map((day) => aSlot(day, { madeAt: `2026-01-0${day}T00:00:00.000Z` }));
    const excess = excessOf([aPool("v", { slots, strange: ["x"] })], DEFAULT_POOL, LAST_WEEK);
    expect(excess).toEqual([{ vault: "v", slots: ["1", "x"], used: [] }]);
  });

  test("is all of a repository that was not asked for since", () => {
    const forgotten = { vault: "v", slots: [aSlot("a")], used: ["u"], strange: [] };
    expect(excessOf([forgotten], DEFAULT_POOL, LAST_WEEK)).toEqual([
      { vault: "v", slots: ["a"], used: ["u"] },
    ]);
  });

  test("leaves no more than the limits, whatever lies there, and no slot that is made is one that must go", () => {
    const slots = fc.array(
      fc.record({ bytes: fc.integer({ min: 0, max: 60 * MB }), day: fc.integer({ min: 1, max: 9 }) }),
      { maxLength: 5 },
    );
    const pools = fc.array(fc.record({ slots, day: fc.integer({ min: 1, max: 9 }) }), { maxLength: 4 });
    const limits = { slots: 3, repositoryMb: 100, totalMb: 150, keepDays: 7 };
    fc.assert(
      fc.property(pools, (made) => {
        const all = made.map((one, index) => drawn(String(index), one));
        const gone = excessOf(all, limits, LAST_WEEK);
        const left = all.map((pool) => without(pool, gone.find(({ vault }) => vault === pool.vault)?.slots));
        expect(excessOf(left, limits, LAST_WEEK)).toEqual([]);
        expect(sum(left.flatMap((pool) => pool.slots))).toBeLessThanOrEqual(limits.totalMb * MB);
        for (const pool of left) {
          const bytes = 20 * MB;
          if (nextWork(left, { ...pool, slotBytes: bytes }, limits)?.do !== "prepare") continue;
          const more = { ...pool, slots: [...pool.slots, aSlot("new", { bytes, madeAt: NOW })] };
          const after = left.map((one) => (one === pool ? more : one));
          const mine = excessOf(after, limits, LAST_WEEK).find(({ vault }) => vault === pool.vault);
          expect(pool.wanted !== undefined && pool.wanted.at < LAST_WEEK ? undefined : mine).toBeUndefined();
        }
      }),
    );
  });
});

function drawn(vault: string, made: { slots: { bytes: number; day: number }[]; day: number }): Pool {
  const slots = made.slots.map(({ bytes, day }, index) =>
    aSlot(`${vault}-${index}`, { bytes, madeAt: `2026-01-0${day}T00:00:00.000Z` }),
  );
  const at = `2026-01-0${made.day}T00:00:00.000Z`;
  return aPool(vault, { slots, wanted: { repo: "/r", base: "HEAD", commit: NEW, at } });
}

function without(pool: Pool, names: readonly string[] = []): Pool {
  return { ...pool, slots: pool.slots.filter(({ name }) => !names.includes(name)) };
}

function sum(slots: readonly Slot[]): number {
  return slots.reduce((bytes, slot) => bytes + slot.bytes, 0);
}
