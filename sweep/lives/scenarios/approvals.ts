import type { Scenario } from "../scenario.ts";

/** A once-only effect that a person in another process has to allow, and what follows from it. */
export const approvals = {
  workspaces: "small",
  answer: "approve",
  workers: {
    asker: {
      script: [
        {
          calls: [
            { tool: "look", arguments: { text: "r1" } },
            { tool: "send", arguments: { text: "s1" } },
          ],
        },
        { calls: [{ tool: "put", arguments: { text: "p1" } }] },
        { text: "as you allowed" },
      ],
      input: {
        task: "Ask first",
        policy: {},
        approvals: { otherwise: "ask" },
      },
      result: "as you allowed",
    },
  },
} as const satisfies Scenario;
