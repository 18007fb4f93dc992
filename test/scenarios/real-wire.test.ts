import { expect, test } from "vitest";
import { openLegate } from "../../src/compose.ts";
import { startFakeAnthropic } from "../../src/testing/fake-anthropic.ts";
import { startFakeOpenAi } from "../../src/testing/fake-openai.ts";
import type { ModelReply } from "../../src/testing/model-reply.ts";
import { repositoryDigest } from "../../src/testing/repository-digest.ts";
import { NO_CONFIG } from "../../src/wire/config-file.ts";
import { makeShop } from "../support/shop.ts";

const PADDED = {
  path: "src/money.js",
  edits: [
    { old_text: "return `${whole}.${rest}`", new_text: 'return `${whole}.${String(rest).padStart(2, "0")}`' },
  ],
};
const VAT = { path: "src/vat.js", content: "export const VAT = 19;\n" };

/** A rate limit, a broken stream, a server error; then three turns that edit several files and run a command. */
const REPLIES: readonly ModelReply[] = [
  { status: 429, headers: { "retry-after-ms": "20", "retry-after": "0" } },
  { text: "I will look", cutAfter: 2 },
  {
    text: "I will look first.",
    calls: [
      { id: "call_a", name: "read_file", arguments: JSON.stringify({ path: "src/money.js" }) },
      { id: "call_b", name: "list_dir", arguments: "{}" },
    ],
    usage: { input: 900, output: 60 },
  },
  {
    text: "Now both files.",
    calls: [
      { id: "call_c", name: "edit_file", arguments: JSON.stringify(PADDED) },
      { id: "call_d", name: "write_file", arguments: JSON.stringify(VAT) },
      { id: "call_e", name: "run_command", arguments: '{"argv": ["node", "--check", "src/vat.js"]}' },
    ],
    usage: { input: 1200, cacheRead: 900, output: 140 },
  },
  { text: "Padded the cents and added the tax.", usage: { input: 1500, output: 20 } },
];

test.each([
  {
    wire: "OpenAI chat completions",
    start: () => startFakeOpenAi(REPLIES, { key: "sk-test" }),
    model: "local/some-model",
    provider: { type: "openai-compatible" as const, apiKeyEnv: "LOCAL_KEY" },
    path: "/v1",
  },
  {
    wire: "Anthropic messages",
    start: () => startFakeAnthropic(REPLIES, { key: "sk-test" }),
    model: "local/some-model",
    provider: { type: "anthropic" as const, apiKeyEnv: "LOCAL_KEY" },
    path: "/v1",
  },
])("a worker edits several files over $wire, through a rate limit and a broken stream", async (wire) => {
  using shop = makeShop();
  await using server = await wire.start();
  const before = await repositoryDigest(shop.repo);
  const local = { ...wire.provider, baseURL: `${server.origin}${wire.path}` };
  const limits = { maxTurns: 10 };
  await using opened = await openLegate({
    stateDir: shop.stateDir,
    env: { LOCAL_KEY: "sk-test" },
    drive: "here",
    config: { ...NO_CONFIG, limits, models: { providers: { local } } },
  });
  const { legate } = opened;
  const workspace = {
    kind: "worktree",
    repo: shop.repo,
    base: "HEAD",
    include: [],
    includeUncommitted: false,
  } as const;
  const { id } = await legate.spawn({ task: "Pad the cents and add VAT", model: wire.model, workspace });
  const { workers } = await legate.wait(id);
  expect(workers[0]).toMatchObject({
    status: "completed",
    result: "Padded the cents and added the tax.",
    turns: 3,
    calls: 5,
    cost: { known: false },
  });
  const { files } = await legate.diff(id);
  expect(files.map(({ path, status }) => `${status} ${path}`)).toEqual([
    "modified src/money.js",
    "added src/vat.js",
  ]);
  const failed = (await legate.records(id)).flatMap(({ record }) =>
    record.type === "turn.failed" ? [record.error.class] : [],
  );
  expect(failed).toEqual(["rate-limited", "network"]);
  expect(server.requests).toHaveLength(5);
  expect(JSON.stringify(await legate.records(id))).not.toContain("sk-test");
  expect(await repositoryDigest(shop.repo)).toBe(before);
});
