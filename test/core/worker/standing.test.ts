import { expect, test } from "vitest";
import { standingYes } from "../../../src/core/worker/standing.ts";
import { running } from "../policy/call-facts.ts";

const standing = [
  {
    by: "ada",
    rules: [{ tools: ["run_command"], condition: { on: "command", pattern: "npm publish" } as const }],
  },
];
const yesTo = (call: Parameters<typeof standingYes>[2]) => standingYes([], standing, call, {});

test("what was allowed for good is not asked about again, but with secrets it is", () => {
  expect(yesTo(running("npm", "publish"))).toContain("always, by ada");
  expect(yesTo({ ...running("npm", "publish"), secrets: ["NPM_TOKEN"] })).toBeUndefined();
});
