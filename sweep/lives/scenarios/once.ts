import type { Scenario } from "../scenario.ts";

/** The smallest life with an effect that must not be repeated: its commits are always the same. */
export const once = {
  workspaces: "small",
  workers: {
    sender: {
      script: [{ calls: [{ tool: "send", arguments: { text: "s1" } }] }, { text: "sent" }],
      input: { task: "Send it", policy: {}, approvals: { otherwise: "allow" } },
      result: "sent",
    },
  },
} as const satisfies Scenario;
