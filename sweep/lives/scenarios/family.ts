import type { Scenario } from "../scenario.ts";

const spawn = (name: string) => ({ tool: "spawn_agent", arguments: { task: "Help", name, model: name } });
const wait = (args = {}) => ({ tool: "wait_agent", arguments: args });
const told = (tool: string, text: string) => ({ tool, arguments: { text } });

/**
 * Three generations that share a budget: the eldest waits for its children, once only for a moment; one of
 * them fails and is tried again when its timer goes off, the other needs a person's yes.
 */
export const family = {
  workspaces: "small",
  answer: "approve",
  workers: {
    eldest: {
      script: [
        { calls: [spawn("asker"), spawn("mother"), told("look", "r1"), told("look", "r2")] },
        { calls: [wait({ mode: "any", timeout_seconds: 0.04 })] },
        { calls: [wait()] },
        { calls: [told("send", "s1")] },
        { text: "all have come home" },
      ],
      input: {
        task: "Have it done",
        policy: {},
        approvals: { ask: [{ tools: ["put"] }], otherwise: "allow" },
        budgets: { turns: 24, calls: 40 },
        limits: { maxAttempts: 1 },
        retry: { maxAttempts: 3, backoffMs: 40 },
      },
      result: "all have come home",
    },
  },
  models: {
    asker: [{ calls: [told("put", "p1"), told("send", "s2")] }, { text: "asked and did" }],
    mother: [
      { errors: [{ class: "network" }], calls: [spawn("youngest"), told("send", "s3")] },
      { calls: [wait()] },
      { text: "helped" },
    ],
    youngest: [{ calls: [told("look", "r3"), told("send", "s4")] }, { text: "grown up" }],
  },
} as const satisfies Scenario;
