import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import type { Scenario } from "../scenario.ts";

const answers = (prompt: string, model: string) => ({ kind: "stage", prompt, tools: [], model }) as const;

const inner: WorkflowGraph = {
  version: 1,
  name: "inner",
  inputs: { word: {} },
  outputs: { said: "steps.say.text" },
  start: ["say"],
  nodes: { say: answers("say {{ inputs.word }}", "say") },
  edges: [],
};

/** A node of every kind, two of them twice: once with the run's own worker and once with a child. */
const everyKind: WorkflowGraph = {
  version: 1,
  name: "every-kind",
  inputs: {},
  outputs: {
    each: "steps.each.output",
    list: "steps.list.text",
    said: "steps.inner.output.said",
    yes: "steps.ask.output.approved",
    help: "steps.help.output.answer",
  },
  start: ["plan"],
  nodes: {
    plan: answers("plan", "plan"),
    build: { kind: "command", argv: ["build"] },
    check: { kind: "verify", command: { argv: ["check-{{ visit }}"] }, expect: { excludes: ["check-1"] } },
    fix: { kind: "stage", prompt: "fix", tools: ["put"], model: "fix" },
    good: { kind: "condition", if: "steps.check.outcome == 'success'" },
    both: { kind: "fork" },
    each: { kind: "map", items: "['a', 'b', 'c']", maxConcurrency: 2, do: answers("{{ item }}", "letter") },
    sub: { kind: "subagent", prompt: "sub", tools: ["put"], model: "sub", workspace: "none" },
    review: { kind: "verify", review: { prompt: "review", tools: [], model: "review" } },
    join: { kind: "join", join: { strategy: "all" } },
    list: { kind: "reduce", items: "steps.each.output", concat: { separator: "+" } },
    ask: { kind: "approval", question: "Go on?" },
    help: { kind: "escalation", reason: "How?" },
    pause: { kind: "wait", forMs: 20 },
    inner: { kind: "workflow", workflow: "inner", with: { word: "steps.list.text" } },
  },
  edges: [
    { from: "plan", to: "build" },
    { from: "build", to: "check" },
    { from: "check", to: "fix", on: "failure" },
    { from: "fix", to: "check", maxVisits: 2 },
    { from: "check", to: "good" },
    { from: "good", to: "both", on: "true" },
    { from: "both", to: "each" },
    { from: "both", to: "sub" },
    { from: "both", to: "review" },
    { from: "each", to: "join" },
    { from: "sub", to: "join" },
    { from: "review", to: "join" },
    { from: "join", to: "list" },
    { from: "list", to: "ask" },
    { from: "ask", to: "help" },
    { from: "help", to: "pause" },
    { from: "pause", to: "inner" },
  ],
  workflows: { inner },
};

/** A run of a workflow that stops for a person twice, in which others go on when one dies. */
export const workflow = {
  workspaces: "small",
  answer: "approve",
  workers: {
    flow: {
      script: [],
      input: {
        task: "Go through every kind of node",
        policy: {},
        approvals: { otherwise: "allow" },
        onUnknown: "ask",
        workflow: { graph: everyKind },
      },
      result: '{"each":["l","l","l"],"list":"l+l+l","said":"said","yes":true,"help":"like this"}',
    },
  },
  models: {
    plan: [{ text: "the plan" }],
    fix: [{ calls: [{ tool: "put", arguments: { text: "fixed" } }] }, { text: "fixed it" }],
    letter: [{ text: "l" }],
    sub: [{ calls: [{ tool: "put", arguments: { text: "below" } }] }, { text: "done below" }],
    review: [{ text: '{"pass": true, "reason": ""}' }],
    say: [{ text: "said" }],
  },
} as const satisfies Scenario;
