import { describe, expect, test } from "vitest";
import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import { cel, is, text } from "../../../src/core/workflow/build/text.ts";
import { workflow } from "../../../src/core/workflow/build/workflow.ts";
import { validateGraph } from "../../../src/core/workflow/validate/validate-graph.ts";
import { parseWorkflowGraph } from "../../../src/wire/workflow/graph-schema.ts";

/** The example of the page, as a program. */
function fixIssue() {
  return workflow({ name: "fix-issue", inputs: { issue: { type: "string" } }, budgets: { costUsd: 5 } })
    .stage("plan", ({ inputs }) => ({
      prompt: text`Plan: ${inputs.issue}`,
      output: { type: "object", properties: { tasks: { type: "array", items: { type: "string" } } } },
      retry: { maxAttempts: 2, backoffMs: 1000, multiplier: 2 },
    }))
    .map(
      "build",
      ({ steps }) => steps.plan.output.tasks,
      () => ({
        needs: ["plan"],
        do: (item, index) => ({ prompt: text`Task ${index}: ${item}`, agent: "coder", workspace: "own" }),
        maxConcurrency: 4,
      }),
    )
    .verify("test", () => ({ needs: ["build"], command: { argv: ["npm", "test"] } }))
    .escalation("help", ({ steps }) => ({
      needs: { test: "failure" },
      reason: text`Tests: ${steps.test.text}`,
    }))
    .stage("review", ({ steps }) => ({
      needs: ["test"],
      prompt: text`Review ${steps.build.output}`,
      output: { type: "object", properties: { verdict: { enum: ["pass", "fail"] } } },
    }))
    .again("retry", ({ steps }) => ({
      needs: ["review"],
      if: is(steps.review.output.verdict, "fail"),
      to: "build",
      maxVisits: 3,
    }))
    .approval("ship", ({ steps, visit }) => ({
      needs: ["retry"],
      when: cel`${visit} < 2 && ${is(steps.review.output.verdict, "pass")}`,
      question: text`Ship ${steps.plan.text}?`,
    }))
    .outputs(({ steps }) => ({ verdict: steps.review.output.verdict, exit: steps.test.output.exitCode }));
}

describe("a workflow in TypeScript", () => {
  test("is a graph that is sound, and the same after a way through JSON", () => {
    const graph = fixIssue().build();
    expect(validateGraph(graph, { reader: expressions })).toEqual([]);
    expect(parseWorkflowGraph(JSON.parse(JSON.stringify(graph)))).toEqual({ ok: true, value: graph });
  });

  test("says what follows what", () => {
    const { start, edges, nodes, outputs } = fixIssue().build();
    expect(start).toEqual(["plan"]);
    expect(edges).toEqual([
      { from: "plan", to: "build" },
      { from: "build", to: "test" },
      { from: "test", to: "help", on: "failure" },
      { from: "test", to: "review" },
      { from: "review", to: "retry" },
      { from: "retry", to: "build", on: "true", maxVisits: 3 },
      { from: "retry", to: "ship", on: "false" },
    ]);
    expect(nodes["build"]).toMatchObject({
      items: "steps.plan.output.tasks",
      do: { prompt: "Task {{ index }}: {{ item }}" },
    });
    expect(nodes["ship"]).toMatchObject({ when: 'visit < 2 && (steps.review.output.verdict == "pass")' });
    expect(outputs).toEqual({ verdict: "steps.review.output.verdict", exit: "steps.test.output.exitCode" });
  });

  test("words that are no reference are words, whatever braces they have", () => {
    const { nodes } = workflow({ name: "w" })
      .command("a", () => ({ argv: ["echo", "{{ inputs.secret }}", text`{% x ${"{{ y }}"}`] }))
      .build();
    const argv = nodes["a"]?.kind === "command" ? nodes["a"].argv : [];
    const rendered = argv.map((word) => expressions.render(word, {}));
    expect(rendered).toEqual(
      ["echo", "{{ inputs.secret }}", "{% x {{ y }}"].map((said) => ({ ok: true, text: said })),
    );
  });

  test("needs of several are waited for together, or as is said", () => {
    const two = workflow({ name: "w" })
      .command("a", () => ({ argv: ["a"] }))
      .command("b", () => ({ argv: ["b"] }));
    expect(two.command("c", () => ({ needs: ["a", "b"], argv: ["c"] })).build().nodes["c"]?.join).toEqual({
      strategy: "all",
      unsatisfied: "skipped",
    });
    const any = two.command("c", () => ({ needs: { a: "always", b: "failure" }, join: "any", argv: ["c"] }));
    expect(any.build().nodes["c"]?.join).toEqual({ strategy: "any" });
  });

  test("a list is worked on, judged and brought together", () => {
    const graph = workflow({ name: "w", inputs: { files: { type: "array", items: { type: "string" } } } })
      .map(
        "read",
        ({ inputs }) => inputs.files,
        () => ({
          do: (file) => ({
            prompt: text`Read ${file}`,
            output: { type: "object", properties: { claim: { type: "string" } } },
          }),
        }),
      )
      .map(
        "judge",
        ({ steps }) => steps.read.output,
        () => ({
          needs: ["read"],
          strategy: { atLeast: 2 },
          do: (one) => ({ review: { prompt: text`Is it so? ${one}`, tools: [] }, timeoutMs: 5000 }),
        }),
      )
      .reduce(
        "list",
        ({ steps }) => steps.judge.output,
        () => ({ needs: ["judge"], concat: {} }),
      )
      .reduce(
        "first",
        ({ steps }) => steps.read.output,
        () => ({ needs: ["list"], template: (claims) => text`All: ${claims}` }),
      )
      .reduce(
        "report",
        ({ steps }) => steps.read.output,
        ({ inputs }) => ({
          needs: ["first"],
          stage: (claims) => ({
            prompt: text`Write about ${inputs.files}: ${claims}`,
            tools: [],
            output: { type: "object", properties: { title: { type: "string" } } },
          }),
        }),
      )
      .outputs(({ steps }) => ({ title: steps.report.output.title, list: steps.list.text }))
      .build();
    expect(validateGraph(graph, { reader: expressions })).toEqual([]);
    expect(graph.nodes).toMatchObject({
      judge: {
        strategy: "quorum",
        atLeast: 2,
        do: { kind: "verify", review: { prompt: "Is it so? {{ item }}", tools: [] }, timeoutMs: 5000 },
      },
      list: { kind: "reduce", items: "steps.judge.output", concat: {} },
      first: { kind: "reduce", template: "All: {{ items }}" },
      report: {
        kind: "reduce",
        stage: { prompt: "Write about {{ inputs.files }}: {{ items }}", tools: [] },
        contract: { output: { schema: { type: "object" } } },
      },
    });
  });

  test("choices, branches, waits, other workflows and conversations are said as the graph has them", () => {
    const inner = workflow({ name: "inner", inputs: { file: { type: "string" } } })
      .stage("read", ({ inputs }) => ({ prompt: text`Read ${inputs.file}`, tools: [] }))
      .outputs(({ steps }) => ({ said: steps.read.text }));
    const graph = workflow({ name: "w", inputs: { file: { type: "string" } } })
      .condition("any", ({ inputs }) => ({ if: cel`${inputs.file} != ""` }))
      .fork("both", () => ({ needs: { any: "true" } }))
      .workflow("call", inner, ({ inputs }) => ({ needs: ["both"], with: { file: inputs.file } }))
      .workflow("fixed", inner, () => ({ needs: ["both"], with: { file: 'a "b".txt' }, timeoutMs: 5000 }))
      .wait("pause", () => ({ needs: { any: "false" }, forMs: 10 }))
      .wait("until", () => ({ needs: ["pause"], until: "2026-01-01T00:00:00Z" }))
      .join("all", () => ({ needs: ["call", "fixed"] }))
      .stage("write", ({ steps }) => ({
        needs: ["all"],
        prompt: text`${steps.all.output.call.said}`,
        tools: [],
      }))
      .stage("more", () => ({ needs: ["write"], prompt: "On.", tools: [], transcript: "write" }))
      .outputs(({ steps }) => ({ said: steps.call.output.said }))
      .build();
    expect(validateGraph(graph, { reader: expressions })).toEqual([]);
    expect(graph.nodes).toMatchObject({
      any: { kind: "condition", if: 'inputs.file != ""' },
      both: { kind: "fork" },
      call: { kind: "workflow", workflow: "call", with: { file: "inputs.file" } },
      fixed: { kind: "workflow", workflow: "fixed", with: { file: '"a \\"b\\".txt"' }, timeoutMs: 5000 },
      pause: { kind: "wait", forMs: 10 },
      until: { kind: "wait", until: '"2026-01-01T00:00:00Z"' },
      all: { kind: "join", join: { strategy: "all" } },
      more: { transcript: { from: "write" } },
    });
    expect(graph.workflows?.["call"]?.name).toBe("inner");
    expect(graph.edges).toContainEqual({ from: "any", to: "both", on: "true" });
  });
});
