import { describe, expect, test } from "vitest";
import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import type { JsonObject } from "../../../src/core/json.ts";

const names: JsonObject = {
  inputs: { issue: "Fix it", list: ["a", "b"], o: { k: 1 }, nothing: null },
  steps: { plan: { text: "do", output: { tasks: [{ name: "one" }, { name: "two" }] } } },
};

function textOf(source: string, over: JsonObject = names): string {
  const rendered = expressions.render(source, over);
  return rendered.ok ? rendered.text : `refused: ${rendered.reason}`;
}

function readsOf(source: string) {
  const read = expressions.template(source);
  return read.ok ? read.reads.map(({ path, offset }) => `${path.join(".")}@${offset}`) : read.message;
}

describe("a template", () => {
  test("puts what a run knows into a prompt", () => {
    expect(
      textOf("Plan: {{ inputs.issue }}{% for t in steps.plan.output.tasks %}, {{ t.name }}{% endfor %}"),
    ).toBe("Plan: Fix it, one, two");
  });

  test("shows data as JSON, and nothing as nothing", () => {
    expect(textOf("{{ inputs.o }} {{ inputs.list }} [{{ inputs.nothing }}]")).toBe('{"k":1} ["a","b"] []');
  });

  test("says what it reads and where, names of its own left out", () => {
    expect(readsOf("{{ inputs.a }}\n{% for t in steps.plan.output.tasks %}{{ t.name }}{% endfor %}")).toEqual(
      ["inputs.a@3", "steps.plan.output.tasks@27"],
    );
    expect(readsOf("{% assign q = steps.x.text %}{{ q }} {{ steps[inputs.k].text }}")).toEqual([
      "steps.x.text@14",
      "steps@40",
      "inputs.k@46",
    ]);
  });

  test.each([
    ["{{ inputs.a | nope }}", "undefined filter: nope"],
    ["{{ inputs.a", 'output "{{ inputs.a" not closed'],
    ["{% include 'x' %}", 'tag "include" not found'],
    ["{% render 'x' %}", 'tag "render" not found'],
    ["{{ 'now' | date: '%s' }}", "undefined filter: date"],
    ["{{ inputs.list | sample }}", "undefined filter: sample"],
    ["{{ inputs.list | where_exp: 'x', 'x == steps.y' }}", "undefined filter: where_exp"],
  ])("%s is a mistake at load", (source, message) => {
    expect(readsOf(source)).toContain(message);
  });

  test("what is not there is a refusal, unless it is asked for", () => {
    expect(textOf("{{ steps.build.text }}")).toBe("refused: undefined variable: steps.build");
    expect(textOf("{% if steps.build %}1{% else %}2{% endif %}{{ steps.build.text | default: '3' }}")).toBe(
      "23",
    );
  });
});

describe("a template gets at nothing else", () => {
  test.each(["{{ inputs.constructor }}", "{{ inputs.__proto__ }}", "{{ inputs.issue.constructor }}"])(
    "%s is not there",
    (source) => expect(textOf(source)).toContain("refused: undefined variable"),
  );

  test("filters see no prototype either", () => {
    expect(textOf("{{ inputs.list | map: 'constructor' }}")).not.toContain("function");
    expect(textOf("{{ inputs.list | where: 'constructor' | size }}")).toContain("undefined variable");
  });

  test("what one rendering assigns is gone in the next, and never in the values", () => {
    expect(textOf("{% assign inputs = 1 %}{{ inputs }}")).toBe("1");
    expect(textOf("{{ inputs.issue }}")).toBe("Fix it");
  });
});

describe("a template ends", () => {
  test.each([
    "{% for i in (1..100000000) %}x{% endfor %}",
    "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}",
    "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
    "{% capture s %}{% for i in (1..9999) %}aaaaaaaaaaaaaaaa{% endfor %}{% endcapture %}{% for i in (1..9999) %}{{ s }}{% endfor %}",
    `{{ 'a'${" | replace: 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'".repeat(7)} }}`,
  ])("%s is cut off", (source) => {
    expect(textOf(source)).toMatch(
      /^refused: (?:memory alloc limit|took too long|comes to more|template render)/,
    );
  });

  test("a loop over what there is does not count as too much", () => {
    expect(textOf("{% for i in (1..1000) %}x{% endfor %}")).toHaveLength(1000);
  });
});
