import type { Scenario } from "../scenario.ts";

/** A real checkout of a real repository: opened, kept after each effect, found or made again. */
export const checkout = {
  workspaces: "git",
  workers: {
    builder: {
      script: [
        { calls: [{ tool: "put", arguments: { text: "p1" } }] },
        { calls: [{ tool: "send", arguments: { text: "s1" } }] },
        { text: "built" },
      ],
      input: { task: "Build", policy: {}, approvals: { otherwise: "allow" } },
      result: "built",
    },
  },
} as const satisfies Scenario;
