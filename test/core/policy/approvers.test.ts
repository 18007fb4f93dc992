import fc from "fast-check";
import { expect, test } from "vitest";
import { type Approvers, askedNow, mayAnswer, yesLacking } from "../../../src/core/policy/approvers.ts";

const NAMES = ["ada", "bob", "carol", "dora"];
const names = fc.subarray(NAMES, { minLength: 1 });
const approvers: fc.Arbitrary<{ approvers?: Approvers }> = fc.record(
  {
    approvers: fc.record(
      {
        needed: fc.integer({ min: 1, max: 4 }),
        from: fc.oneof(fc.constant("any" as const), names),
        escalation: fc.record({ afterMs: fc.integer({ min: 1, max: 1000 }), to: names }),
      },
      { requiredKeys: ["needed", "from"] },
    ),
  },
  { requiredKeys: [] },
);
const answers = fc.record({
  yes: fc.array(fc.constantFrom(...NAMES, "mallory"), { maxLength: 6 }),
  escalatedTo: fc.subarray(NAMES),
});

test("an ancestor more never makes a question easier to answer", () => {
  fc.assert(
    fc.property(fc.array(approvers, { maxLength: 4 }), approvers, answers, (chain, more, said) => {
      const before = yesLacking(chain, said);
      const hasLists = chain.some((one) => one.approvers !== undefined);
      if (hasLists) expect(yesLacking([...chain, more], said)).toBeGreaterThanOrEqual(before);
      expect(yesLacking([more, ...chain], said)).toBe(yesLacking([...chain, more], said));
    }),
  );
});

test("nobody counts twice, and whoever may not answer changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(approvers, { maxLength: 4 }),
      answers,
      fc.constantFrom(...NAMES, "mallory"),
      (chain, said, by) => {
        const once = yesLacking(chain, { ...said, yes: [...said.yes, by] });
        const twice = yesLacking(chain, { ...said, yes: [...said.yes, by, by] });
        expect(twice).toBe(once);
        if (!mayAnswer(chain, by, said)) expect(once).toBe(yesLacking(chain, said));
      },
    ),
  );
});

test("who is asked may answer", () => {
  fc.assert(
    fc.property(fc.array(approvers, { maxLength: 4 }), answers, (chain, said) => {
      const asked = askedNow(chain, { ...said, escalatedTo: [] });
      for (const name of asked === "any" ? ["mallory"] : asked)
        expect(mayAnswer(chain, name, { ...said, escalatedTo: [] })).toBe(true);
    }),
  );
});

test("somebody to whom it may go later counts once it went to them", () => {
  const chain = [{ approvers: { needed: 1, from: ["ada"], escalation: { afterMs: 1, to: ["dora"] } } }];
  expect(yesLacking(chain, { yes: ["dora"], escalatedTo: [] })).toBe(1);
  expect(yesLacking(chain, { yes: ["dora"], escalatedTo: ["dora"] })).toBe(0);
  expect(yesLacking(chain, { yes: ["eve"], escalatedTo: ["eve"] })).toBe(1);
});
