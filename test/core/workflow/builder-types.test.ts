import { expect, test } from "vitest";
import { cel, is, text } from "../../../src/core/workflow/build/text.ts";
import { workflow } from "../../../src/core/workflow/build/workflow.ts";

test("what a workflow does not declare does not compile: tsc finds each of these, or this file has an error", () => {
  const plan = workflow({ name: "w", inputs: { issue: { type: "string" } } }).stage("plan", ({ inputs }) => ({
    prompt: text`${inputs.issue}`,
    output: {
      type: "object",
      properties: {
        verdict: { enum: ["pass", "fail"] },
        tasks: { type: "array", items: { type: "string" } },
      },
    },
  }));
  const tasks = <T>(names: {
    readonly steps: { readonly plan: { readonly output: { readonly tasks: T } } };
  }) => names.steps.plan.output.tasks;
  const verdict = <T>(names: {
    readonly steps: { readonly plan: { readonly output: { readonly verdict: T } } };
  }) => names.steps.plan.output.verdict;
  plan.map("a", tasks, () => ({ do: (task, index) => ({ prompt: text`${index}: ${task}` }) }));
  // @ts-expect-error an input that is not declared
  plan.stage("a", ({ inputs }) => ({ prompt: text`${inputs.isue}` }));
  // @ts-expect-error a step that is not there
  plan.stage("a", ({ steps }) => ({ prompt: text`${steps.paln.text}` }));
  // @ts-expect-error a field that its output does not have
  plan.stage("a", ({ steps }) => ({ prompt: text`${steps.plan.output.verdikt}` }));
  // @ts-expect-error a value that the field never has
  plan.stage("a", ({ steps }) => ({ prompt: "x", when: is(steps.plan.output.verdict, "fial") }));
  // @ts-expect-error an edge from nowhere
  plan.stage("a", () => ({ needs: ["paln"], prompt: "x" }));
  // @ts-expect-error an edge from nowhere, with an outcome
  plan.stage("a", () => ({ needs: { paln: "failure" }, prompt: "x" }));
  // @ts-expect-error an outcome that no step has
  plan.stage("a", () => ({ needs: { plan: "failed" }, prompt: "x" }));
  // @ts-expect-error a way back to nowhere
  plan.again("a", ({ visit }) => ({ needs: ["plan"], if: cel`${visit} < 3`, to: "paln", maxVisits: 3 }));
  // @ts-expect-error a loop without a bound
  plan.again("a", ({ visit }) => ({ needs: ["plan"], if: cel`${visit} < 3`, to: "plan" }));
  // @ts-expect-error a name that is taken
  plan.stage("plan", () => ({ prompt: "x" }));
  // @ts-expect-error a list of what is no list
  plan.map("a", verdict, () => ({ do: () => ({ prompt: "x" }) }));
  // @ts-expect-error an output of a step that is not there
  plan.outputs(({ steps }) => ({ x: steps.nope.output }));
  // @ts-expect-error a condition that is a text
  plan.stage("a", () => ({ prompt: "x", when: "true" }));
  // @ts-expect-error a field that no step has
  plan.stage("a", () => ({ prompt: "x", promt: "y" }));
  // @ts-expect-error a field that a step of this kind does not have
  plan.command("a", () => ({ argv: ["x"], prompt: "y" }));
  // @ts-expect-error a field that no branch of a map has
  plan.map("a", tasks, () => ({ do: () => ({ prompt: "x", promt: "y" }) }));
  // @ts-expect-error a field that the items do not have
  plan.map("a", tasks, () => ({ do: (task) => ({ prompt: text`${task.file}` }) }));
  // @ts-expect-error a verification by a command and by an agent
  plan.verify("a", () => ({ command: { argv: ["x"] }, review: { prompt: "x" } }));
  // @ts-expect-error a verification by nothing
  plan.verify("a", () => ({ contains: ["x"] }));
  const reviewed = plan.verify("a", () => ({ review: { prompt: "x" } }));
  // @ts-expect-error an exit code of a review
  reviewed.outputs(({ steps }) => ({ x: steps.a.output.exitCode }));
  // @ts-expect-error a list made in two ways
  plan.reduce("a", tasks, () => ({ concat: {}, stage: () => ({ prompt: "x" }) }));
  // @ts-expect-error a field that the parts do not have
  plan.reduce("a", tasks, () => ({ template: (all) => text`${all[0]?.x}` }));
  expect(plan.build().nodes).toHaveProperty("plan");
});
