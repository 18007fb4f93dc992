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
  const chosen = plan.condition("big", ({ steps }) => ({
    needs: ["plan"],
    if: cel`${steps.plan.text} != ""`,
  }));
  chosen.stage("a", ({ steps }) => ({ needs: { big: "true" }, prompt: text`${steps.big.output}` }));
  // @ts-expect-error after a choice, without saying which
  chosen.stage("a", () => ({ needs: ["big"], prompt: "x" }));
  // @ts-expect-error a choice by a text
  plan.condition("a", () => ({ if: "true" }));
  // @ts-expect-error work in a step that does nothing
  plan.fork("a", () => ({ prompt: "x" }));
  const two = plan.stage("other", () => ({ prompt: "x" }));
  const joined = two.join("both", () => ({ needs: ["plan", "other"] }));
  joined.outputs(({ steps }) => ({ x: steps.both.output.plan.tasks, y: steps.both.output.other }));
  // @ts-expect-error what was not brought together
  joined.outputs(({ steps }) => ({ x: steps.both.output.big }));
  // @ts-expect-error a join of one
  plan.join("a", () => ({ needs: ["plan"] }));
  // @ts-expect-error a join of none
  plan.join("a", () => ({}));
  // @ts-expect-error a join with what is not there
  plan.join("a", () => ({ needs: ["plan", "paln"] }));
  // @ts-expect-error a wait for two times
  plan.wait("a", () => ({ forMs: 5, until: "2026-01-01T00:00:00Z" }));
  // @ts-expect-error a wait for none
  plan.wait("a", () => ({ needs: ["plan"] }));
  // @ts-expect-error a wait until a list
  plan.wait("a", ({ steps }) => ({ until: steps.plan.output.tasks }));
  plan.stage("a", () => ({ prompt: "x", transcript: "plan" }));
  plan.stage("a", () => ({ prompt: "x", transcript: { from: "a", mode: "compact" } }));
  // @ts-expect-error a conversation of nobody
  plan.stage("a", () => ({ prompt: "x", transcript: "paln" }));
  // @ts-expect-error a way to go on that is none
  plan.stage("a", () => ({ prompt: "x", transcript: { from: "plan", mode: "reset" } }));
  const inner = workflow({
    name: "inner",
    inputs: { file: { type: "string" }, depth: { type: "integer", default: 1 } },
  })
    .stage("read", ({ inputs }) => ({ prompt: text`${inputs.file}` }))
    .outputs(({ steps }) => ({ said: steps.read.text, visits: steps.read.visits }));
  const calls = plan.workflow("call", inner, ({ inputs }) => ({ with: { file: inputs.issue, depth: 2 } }));
  calls.outputs(({ steps }) => ({ x: steps.call.output.said, same: is(steps.call.output.visits, 2) }));
  // @ts-expect-error an output that it does not have
  calls.outputs(({ steps }) => ({ x: steps.call.output.told }));
  // @ts-expect-error without an input that has no default
  plan.workflow("a", inner, () => ({ with: { depth: 2 } }));
  // @ts-expect-error without any
  plan.workflow("a", inner, () => ({}));
  // @ts-expect-error an input that it does not have
  plan.workflow("a", inner, () => ({ with: { file: "x", dept: 2 } }));
  // @ts-expect-error an input of another kind
  plan.workflow("a", inner, () => ({ with: { file: 2 } }));
  // @ts-expect-error an input of another kind, by reference
  plan.workflow("a", inner, ({ steps }) => ({ with: { file: steps.plan.output.tasks } }));
  expect(plan.build().nodes).toHaveProperty("plan");
});
