// From an issue to a commit: a plan, two coders side by side in checkouts of their own, the tests over what both
// did, a review, and the landing on the branch. Runs offline: node examples/issue-to-patch.ts
// With real models, leave out customModels and the models of the steps, and name one: { model: "openai/gpt-5.2" }.
import { execFileSync } from "node:child_process";
import { createLegate, text, workflow } from "../src/index.ts";
import { scriptedModels } from "../src/testing/index.ts";
import { scratchShop } from "./scratch-shop.ts";

const PLAN = {
  type: "object",
  properties: { format: { type: "string" }, share: { type: "string" } },
} as const;
const REVIEW = { type: "object", properties: { verdict: { enum: ["pass", "fail"] } } } as const;

const graph = workflow({ name: "issue-to-patch", inputs: { issue: { type: "string" } } })
  .stage("plan", ({ inputs }) => ({
    prompt: text`Make two tasks of this issue that can be done side by side: ${inputs.issue}`,
    model: "planner",
    tools: [],
    output: PLAN,
  }))
  .subagent("format", ({ steps }) => ({
    needs: ["plan"],
    prompt: text`${steps.plan.output.format}`,
    model: "formatter",
    workspace: "own",
    takeIn: true,
  }))
  .subagent("share", ({ steps }) => ({
    needs: ["plan"],
    prompt: text`${steps.plan.output.share}`,
    model: "rounder",
    workspace: "own",
    takeIn: true,
  }))
  .verify("test", () => ({ needs: ["format", "share"], command: { argv: ["node", "--test"] } }))
  .stage("review", ({ steps }) => ({
    needs: ["test"],
    prompt: text`The tests pass. Review what was done: ${steps.format.text} ${steps.share.text}`,
    model: "reviewer",
    tools: ["read_file"],
    output: REVIEW,
  }))
  .outputs(({ steps }) => ({ verdict: steps.review.output.verdict }))
  .build();

const edit = (...edits: readonly { readonly old_text: string; readonly new_text: string }[]) => ({
  tool: "edit_file",
  arguments: { path: "src/money.js", edits: [...edits] },
});
const FORMAT = edit(
  {
    old_text: "const whole = Math.floor(cents / 100);",
    new_text: 'const sign = cents < 0 ? "-" : "";\n  const whole = Math.floor(Math.abs(cents) / 100);',
  },
  { old_text: "const rest = cents % 100;", new_text: "const rest = Math.abs(cents) % 100;" },
  {
    old_text: "return `$".concat("{whole}.$", "{rest}`;"),
    new_text: "return sign + whole + '.' + String(rest).padStart(2, '0');",
  },
);
const SHARE = edit({
  old_text: "return Math.floor((cents * percent) / 100);",
  new_text: "return Math.round((cents * percent) / 100);",
});

const customModels = scriptedModels({
  planner: [{ text: '{ "format": "Pad the cents, keep the sign.", "share": "Round shares half up." }' }],
  formatter: [
    { expect: { message: "Pad" }, calls: [FORMAT] },
    { text: "Amounts have two digits and a sign." },
  ],
  rounder: [{ expect: { message: "Round" }, calls: [SHARE] }, { text: "Shares are rounded half up." }],
  reviewer: [
    { calls: [{ tool: "read_file", arguments: { path: "src/money.js" } }] },
    { expect: { message: ["padStart", "Math.round"] }, text: '{ "verdict": "pass" }' },
  ],
});

await using shop = await scratchShop();
const { repo, stateDir } = shop;
await using legate = await createLegate({ stateDir, customModels });

const { id } = await legate.spawn({
  task: "Amounts are printed wrong",
  name: "issue-7",
  model: "planner",
  workspace: { kind: "worktree", repo },
  workflow: { graph, inputs: { issue: "Amounts are printed wrong, and a discount is a cent too small." } },
});
const { workers } = await legate.wait(id, { timeoutMs: 120_000 });
for (const { status, result, reason } of workers) console.log(`${status}: ${result ?? reason}`);

const landed = await legate.land(id);
console.log(landed.refusal?.reason ?? `landed on ${landed.target?.branch}`);
for (const { path, added, removed } of landed.files) console.log(`${path} +${added} -${removed}`);
console.log(execFileSync("git", ["log", "--format=%s", "-2"], { cwd: repo, encoding: "utf8" }).trim());
