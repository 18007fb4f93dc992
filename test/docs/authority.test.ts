import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type ApprovalPolicy, ASK_ABOVE_READING } from "../../src/core/policy/approval-policy.ts";
import type { CallFacts } from "../../src/core/policy/call-facts.ts";
import { TOP } from "../../src/core/policy/capability-policy.ts";
import { judge } from "../../src/core/policy/judge.ts";
import { permits } from "../../src/core/policy/permits.ts";
import { PRESETS, preset } from "../../src/core/policy/presets.ts";
import { UNANNOTATED } from "../../src/core/policy/tool-annotations.ts";
import { parseApprovalPolicy } from "../../src/wire/policy/approval-policy.ts";
import { editing, reading, running, scripting } from "../core/policy/call-facts.ts";
import { openIn, PLACE, smallWorld } from "../support/small-world.ts";
import { tableUnder } from "./tables.ts";

const PAGE = readFileSync("docs/authority.md", "utf8");
const context = { workspaceRoot: "/w" };

function policyOf(text: string): ApprovalPolicy {
  const lists: Record<string, string[]> = {};
  for (const [, list = "", rule = ""] of text.matchAll(/(deny|ask|allow) `([^`]+)`/g))
    lists[list] = [...(lists[list] ?? []), rule];
  const parsed = parseApprovalPolicy(lists);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problems.map(({ message }) => message).join()}`);
  return parsed.value;
}

function callOf(text: string): CallFacts {
  const [, verb, what = "", host] = /^(\w+) `([^`]+)`(?: to `([^`]+)`)?$/.exec(text) ?? [];
  if (verb === "read") return reading(what);
  if (verb === "edit") return editing(what);
  if (verb === "run") {
    return { ...running(...what.split(" ")), ...(host === undefined ? {} : { hosts: [host] }) };
  }
  if (verb === "script") return scripting(what);
  throw new Error(`no call: ${text}`);
}

test.each(tableUnder(PAGE, "| rules | call | what happens |"))(
  "the page is right that with %s the call %s meets %s",
  (rules = "", call = "", decision = "") => {
    expect(judge([policyOf(rules)], callOf(call), context).decision).toBe(decision);
  },
);

test("the page has all presets and what each does with each kind of call", () => {
  const fetching: CallFacts = {
    tool: "web_fetch",
    annotations: { ...UNANNOTATED, kind: "fetch" },
    arguments: {},
    paths: [],
    hosts: ["example.com:443"],
  };
  const calls = [reading("/w/a"), editing("/w/a"), running("ls"), fetching];
  const policies = {
    ...Object.fromEntries(PRESETS.map((name) => [`\`${name}\``, preset(name)])),
    "`edit`, asking": preset("edit", { ask: true }),
    "policy alone": { capabilities: TOP, approval: ASK_ABOVE_READING },
  };
  const rows = Object.entries(policies).map(([name, { capabilities, approval }]) => [
    name,
    ...calls.map((facts) => {
      const allowed = permits(capabilities, facts, context).allowed;
      return allowed ? judge([approval], facts, context).decision : "refuse";
    }),
  ]);
  expect(tableUnder(PAGE, "| preset |")).toEqual(rows);
});

test("a call beyond the policy is refused at the gateway, and nothing of it happens", async () => {
  const turns = [
    { calls: [{ tool: "send", arguments: { text: "mail" } }] },
    { expect: { message: ["permission_denied", "argumentConstraints"] }, text: "Then not." },
  ] as const;
  const policy = { argumentConstraints: [{ tool: "send", argument: "text", patterns: ["letter"] }] };
  const world = smallWorld(turns);
  const { legate } = await openIn(world);
  await using _ = legate;
  const approvals = { otherwise: "allow" } as const;
  const held = await legate.spawn({ task: "t", workspace: PLACE, policy, approvals });
  expect((await legate.wait(held.id)).workers[0]).toMatchObject({ status: "completed", deniedCalls: 1 });
  expect(world.ledger).toEqual([]);

  const free = smallWorld([turns[0], { text: "Sent." }]);
  const other = await openIn(free);
  await using __ = other.legate;
  const { id } = await other.legate.spawn({ task: "t", workspace: PLACE, policy: {}, approvals });
  await other.legate.wait(id);
  expect(
    free.ledger.map(({ text }) => text),
    "without the policy it happens",
  ).toEqual(["mail"]);
});
