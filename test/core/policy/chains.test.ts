import fc from "fast-check";
import { expect, test } from "vitest";
import { DECISIONS } from "../../../src/core/policy/approval-policy.ts";
import type { CallFacts } from "../../../src/core/policy/call-facts.ts";
import type { Ceiling } from "../../../src/core/policy/ceiling.ts";
import { enforce } from "../../../src/core/policy/enforce.ts";
import { explain } from "../../../src/core/policy/explain.ts";
import { explainLimits } from "../../../src/core/policy/explain-limits.ts";
import { isWithin } from "../../../src/core/policy/narrow.ts";
import { fold } from "../../../src/core/worker/evolve.ts";
import { authorityChain } from "../../../src/runtime/authority-chain.ts";
import { parseCeiling, printCeiling } from "../../../src/wire/policy/ceiling.ts";
import { anyLine, idOf, type Line } from "./arbitrary-line.ts";
import { anyFacts } from "./arbitrary-policy.ts";

const context = { workspaceRoot: "/w/a" };
const RUNS = { numRuns: 1000 };

const strictness = (decision: (typeof DECISIONS)[number]) => DECISIONS.indexOf(decision);

function decided({ approvals, ...sides }: Ceiling, side: "use" | "grant", facts: CallFacts) {
  return enforce({ policy: sides[side], approvals }, facts, context).decision;
}

async function chainOf({ journals, ceilings }: Line) {
  const youngest = fold(journals.get(idOf(ceilings.length - 1)) ?? []);
  if (youngest === undefined) throw new Error("a line without workers");
  return authorityChain({ readWorker: async (id) => journals.get(id) ?? [] }, youngest);
}

test("explain agrees with enforce: what it says of a call is what the worker's ceiling does with it", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anyLine, anyFacts, async (line, facts) => {
      const own = line.ceilings.at(-1);
      if (own === undefined) return;
      const { decision, owner, rule } = explain(await chainOf(line), facts, context);
      expect(decision).toBe(decided(own, "use", facts));
      expect(rule).not.toBe("");
      const how = `${decision} by ${owner.name === `g${line.ceilings.length - 1}` ? "own" : "elder"}`;
      seen.set(how, (seen.get(how) ?? 0) + 1);
    }),
    { numRuns: 2000 },
  );
  for (const how of ["deny by elder", "deny by own", "ask by elder", "allow by elder"])
    expect(seen.get(how) ?? 0, how).toBeGreaterThan(0);
});

test("explain names the eldest: nobody before it comes to that decision, and it alone does", async () => {
  await fc.assert(
    fc.asyncProperty(anyLine, anyFacts, async (line, facts) => {
      const chain = await chainOf(line);
      const { decision, owner } = explain(chain, facts, context);
      const decisions = chain.map((held) => enforce(held, facts, context).decision);
      const first = decisions.indexOf(decision);
      expect(chain[first]?.owner).toEqual(owner);
      expect(decisions.slice(0, first).every((before) => strictness(before) < strictness(decision))).toBe(
        true,
      );
    }),
    RUNS,
  );
});

test("a child never gains: what it may do or hand on, its parent may hand on, with no fewer questions", () => {
  let looked = 0;
  fc.assert(
    fc.property(anyLine, anyFacts, ({ ceilings }, facts) => {
      for (const [index, child] of ceilings.entries()) {
        const parent = ceilings[index - 1];
        if (parent === undefined) continue;
        looked++;
        const bound = strictness(decided(parent, "grant", facts));
        expect(strictness(decided(child, "use", facts))).toBeGreaterThanOrEqual(bound);
        expect(strictness(decided(child, "grant", facts))).toBeGreaterThanOrEqual(bound);
        expect(isWithin(child.use, parent.grant) && isWithin(child.grant, parent.grant)).toBe(true);
      }
    }),
    RUNS,
  );
  expect(looked).toBeGreaterThan(500);
});

test("a ceiling that came down any line is the same after it was printed and parsed", () => {
  fc.assert(
    fc.property(anyLine, ({ ceilings }) => {
      for (const ceiling of ceilings.filter((one) => !JSON.stringify(one).includes("[bad"))) {
        const text = JSON.stringify(printCeiling(ceiling));
        expect(parseCeiling(JSON.parse(text))).toEqual({ ok: true, value: ceiling });
      }
    }),
    { numRuns: 300 },
  );
});

test("every limit has an owner, and its value is what the worker's own ceiling says", async () => {
  await fc.assert(
    fc.asyncProperty(anyLine, async (line) => {
      const chain = await chainOf(line);
      const limits = explainLimits(chain);
      const own = line.ceilings.at(-1)?.use;
      const bounds = Object.entries(own?.commandLimits ?? {}).map(([limit, most]) => [
        `commandLimits.${limit}`,
        most,
      ]);
      expect(limits).toHaveLength(15 + Math.max(1, bounds.length));
      const told = limits.filter(({ dimension }) => dimension.startsWith("commandLimits."));
      expect(told.map(({ dimension, value }) => [dimension, value])).toEqual(bounds);
      expect(limits.find(({ dimension }) => dimension === "sideEffects")?.value).toBe(own?.sideEffects);
      for (const { owner } of limits) expect(chain.map((one) => one.owner)).toContainEqual(owner);
    }),
    { numRuns: 300 },
  );
});
