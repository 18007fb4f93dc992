import type { Scenario } from "../scenario.ts";

const FREELY = {
  policy: {},
  approvals: { otherwise: "allow" },
} as const;

/** Reads side by side, effects that may be repeated and such that must not, an attempt that fails, two workers. */
export const effects = {
  workspaces: "small",
  workers: {
    busy: {
      script: [
        {
          calls: [
            { tool: "look", arguments: { text: "r1" } },
            { tool: "look", arguments: { text: "r2" } },
            { tool: "put", arguments: { text: "p1" } },
            { tool: "send", arguments: { text: "s1" } },
          ],
        },
        { calls: [{ tool: "send", arguments: { text: "s2" } }] },
        { text: "the busy end" },
      ],
      input: { task: "Do much", ...FREELY },
      result: "the busy end",
    },
    calm: {
      script: [
        {
          errors: [{ class: "network", retryAfterMs: 1 }],
          calls: [{ tool: "send", arguments: { text: "s3" } }],
        },
        { text: "the calm end" },
      ],
      input: { task: "Do little", ...FREELY },
      result: "the calm end",
    },
  },
} as const satisfies Scenario;
