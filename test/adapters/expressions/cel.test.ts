import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import type { JsonObject } from "../../../src/core/json.ts";

const names: JsonObject = {
  inputs: { n: 2, half: 0.5, list: [1, 2, 3], who: "Ann" },
  steps: { review: { output: { verdict: "fail" }, text: "no", outcome: "success", visits: 1 } },
  visit: 1,
};

function computed(source: string, over: JsonObject = names) {
  const evaluated = expressions.evaluate(source, over);
  return evaluated.ok ? evaluated.value : evaluated.reason;
}

function readsOf(source: string) {
  const read = expressions.expression(source);
  return read.ok ? read.reads.map(({ path }) => path.join(".")) : read.message;
}

describe("an expression", () => {
  test("computes over what a run knows", () => {
    expect(computed("steps.review.output.verdict == 'fail' && visit < 3")).toBe(true);
    expect(computed("inputs.list.filter(x, x > 1).map(x, x * 10)")).toEqual([20, 30]);
    expect(computed("{'who': inputs.who, 'n': inputs.n + 1}")).toEqual({ who: "Ann", n: 3 });
  });

  test("a path gives what lies there, the same as where it is part of more", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const value = JSON.parse(JSON.stringify(given)); // without -0
        const over = { inputs: { a: { b: value } } } as JsonObject;
        const around = expressions.evaluate("[inputs.a.b][0]", over);
        expect(expressions.evaluate("inputs.a.b", over)).toEqual(around);
        expect(expressions.evaluate('inputs["a"].b', over)).toEqual(around);
      }),
    );
    expect(computed("inputs.list[2]")).toBe(3);
  });

  test("a path that leads nowhere says so, whatever an object or a text has of its own", () => {
    for (const path of [
      "inputs.m",
      "inputs.constructor",
      "inputs.__proto__",
      "inputs.list.length",
      "inputs.who.length",
    ])
      expect(expressions.evaluate(path, names)).toMatchObject({ ok: false });
    for (const path of ["inputs.list[3]", "inputs.list[-1]", 'inputs.list["0"]'])
      expect(expressions.evaluate(path, names)).toMatchObject({ ok: false });
  });

  test("whole numbers and fractions go together, and whole numbers come back as JSON numbers", () => {
    expect(computed("inputs.n + 1")).toBe(3);
    expect(computed("inputs.n * inputs.half")).toBe(1);
    expect(computed("inputs.half + inputs.n")).toBe(2.5);
    expect(computed("size(inputs.list)")).toBe(3);
  });

  test("a time is given as ISO 8601", () => {
    expect(computed("timestamp('2026-01-01T00:00:00Z') + duration('1h')")).toBe("2026-01-01T01:00:00.000Z");
  });

  test("says what it reads, names that a loop makes left out", () => {
    expect(
      readsOf("steps.plan.output.tasks.all(t, t.done) && has(steps.x.text) && steps['x-y'].text"),
    ).toEqual(["steps.plan.output.tasks", "steps.x.text", "steps.x-y.text"]);
    expect(readsOf("inputs.list[0] == item.n")).toEqual(["inputs.list.0", "item.n"]);
    expect(readsOf("inputs.a.exists(x, x == steps.b.text)")).toEqual(["inputs.a", "steps.b.text"]);
  });

  test("a mistake is told with its place before anything runs", () => {
    expect(expressions.expression("inputs.n +")).toEqual({
      ok: false,
      message: "Unexpected token: EOF",
      offset: 10,
    });
    expect(expressions.expression("1 + 'a'")).toMatchObject({ ok: false, offset: 0 });
    expect(expressions.expression("inputs.n > 1")).toMatchObject({ ok: true, type: "bool" });
  });

  test("what is not there is a refusal, unless it is asked for", () => {
    expect(computed("steps.build.text == ''")).toBe("No such key: build");
    expect(computed("has(steps.build)")).toBe(false);
  });
});

describe("an expression gets at nothing else", () => {
  test.each(["inputs.constructor", "inputs.__proto__", "inputs['__proto__']", "inputs.who.constructor"])(
    "%s is not there",
    (source) => expect(expressions.evaluate(source, names).ok).toBe(false),
  );

  test("a value of that name is a value like any other", () => {
    expect(computed("inputs.constructor", { inputs: { constructor: "mine" } })).toBe("mine");
  });

  test("no name leads to the process", () => {
    for (const source of ["process", "globalThis", "this", "require('fs')", "console.log('a')"]) {
      expect(expressions.evaluate(source, names).ok).toBe(false);
    }
  });
});

describe("an expression ends", () => {
  test("patterns that may never end are not there", () => {
    expect(expressions.expression("inputs.who.matches('(a+)+$')")).toMatchObject({ ok: false, offset: 0 });
  });

  test("a loop in a loop over long lists is cut off", () => {
    const list = Array.from({ length: 20_000 }, (_, index) => index);
    const slow = expressions.evaluate("inputs.l.map(x, inputs.l.filter(y, y == x)).size()", {
      inputs: { l: list },
    });
    expect(slow).toEqual({ ok: false, reason: "took too long; it reads or makes too much" });
    expect(computed("inputs.l.map(x, inputs.l.filter(y, y == x)).size()", { inputs: { l: [1, 2] } })).toBe(2);
  });

  test("a third loop inside, deep nesting and long texts are refused at load", () => {
    const l = "inputs.list";
    expect(readsOf(`${l}.map(x, ${l}.map(y, ${l}.map(z, z)))`)).toContain("a loop within 2 loops");
    expect(readsOf(`${"(".repeat(200)}1${")".repeat(200)}`)).toEqual(expect.any(String));
    expect(readsOf(`'${"a".repeat(20_000)}'`)).toContain("longer than 10000 characters");
  });

  test("what JSON cannot hold is a refusal", () => {
    expect(computed("9007199254740991 + 10")).toContain("too large for a number in JSON");
    expect(computed("b'abc'")).toContain("JSON has no form");
  });
});
