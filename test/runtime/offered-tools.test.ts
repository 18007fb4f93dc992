import { expect, test } from "vitest";
import { FREELY, openIn, PLACE, smallWorld } from "../support/small-world.ts";

test("a tool that nobody has is refused with the nearest name, in the list of tools and in a policy alike", async () => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  const unknown = { code: "bad-input", message: expect.stringMatching(/no tool lok\. Did you mean look\?/) };
  await expect(legate.spawn({ task: "t", ...FREELY, tools: ["lok"] })).rejects.toMatchObject(unknown);
  await expect(
    legate.spawn({ task: "t", workspace: PLACE, policy: { tools: ["lok"] } }),
  ).rejects.toMatchObject(unknown);
  const constraint = { tool: "lok", patterns: ["*"] };
  await expect(
    legate.spawn({ task: "t", workspace: PLACE, policy: { argumentConstraints: [constraint] } }),
  ).rejects.toMatchObject(unknown);
  expect(await legate.list()).toEqual([]);
});

test("a pattern may match nothing, and a tool beyond the ceiling is refused by name", async () => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  await legate.spawn({ task: "t", workspace: PLACE, policy: { tools: ["mcp__*"] } });
  await expect(
    legate.spawn({ task: "t", workspace: PLACE, preset: "read-only", tools: ["look", "send"] }),
  ).rejects.toMatchObject({ code: "denied", details: { missing: ["send"] } });
});
