// From an issue to a commit: a plan, coders side by side in checkouts of their own, the tests over what all of them
// did (and a repair, when they fail), a review, and the landing on the branch. Only the model is scripted; everything
// it asks for really happens. Runs offline: node examples/issue-to-patch.ts
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { cel, createLegate, text, workflow } from "../src/index.ts";
import { repositoryDigest } from "../src/testing/index.ts";
import { follower } from "./follow.ts";
import { scratchShop } from "./scratch-shop.ts";

const offline = `scripted:${new URL("issue-to-patch.yaml", import.meta.url).pathname}`;
const model = offline; // or "openai/gpt-5.2", with OPENAI_API_KEY set

const ISSUE =
  "Amounts are printed wrong: 19.05 as 19.5, refunds by a whole unit too much. Discounts are a cent too small.";
const LOOK = ["list_dir", "read_file", "grep", "glob"];

const graph = workflow({ name: "issue-to-patch", inputs: { issue: { type: "string" } } })
  .stage("plan", ({ inputs }) => ({
    prompt: text`Read the code and the tests of this repository, and divide the issue below into one to four tasks.
Each task goes to a coder who sees neither the issue nor the other tasks, and all of them work at the same time: name
the file and the function, say what is wrong and what must hold afterwards, and let no two tasks change the same lines.

The issue: ${inputs.issue}`,
    tools: LOOK,
    output: {
      type: "object",
      properties: { tasks: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 4 } },
      required: ["tasks"],
    },
  }))
  .map(
    "code",
    ({ steps }) => steps.plan.output.tasks,
    () => ({
      needs: ["plan"],
      do: (task) => ({
        prompt: text`${task}

Change nothing else, and no test. Others mend other faults meanwhile, so tests of what you were not asked for may fail.`,
        workspace: "own",
        takeIn: true,
      }),
    }),
  )
  .verify("test", () => ({ needs: ["code"], command: { argv: ["node", "--test"] } }))
  .stage("repair", ({ steps }) => ({
    needs: { test: "failure" },
    prompt: text`Several coders worked on this repository, and its tests fail now. Mend the code, not the tests, with as
little change as possible. What the tests printed:

${steps.test.text}`,
  }))
  .again("retest", () => ({ needs: ["repair"], if: cel`true`, to: "test", maxVisits: 3 }))
  .command("diff", () => ({ needs: ["test"], argv: ["git", "diff", "HEAD"] }))
  .verify("review", ({ inputs, steps }) => ({
    needs: ["diff"],
    review: {
      prompt: text`The tests pass. Review this change: does it do what the issue asks, and nothing else? Do not pass what
a careful maintainer would not merge.

The issue: ${inputs.issue}

The change:
${steps.diff.output.stdout}`,
      tools: LOOK,
    },
  }))
  .outputs(({ steps }) => ({ review: steps.review.output.reason }))
  .build();

await using shop = await scratchShop();
const { repo, stateDir, git } = shop;
await appendFile(join(repo, "README.md"), "\nMy own unfinished words.\n");
const before = await repositoryDigest(repo);

await using legate = await createLegate({ stateDir, model });
const { id } = await legate.spawn({
  task: "Print amounts and discounts right",
  name: "issue-7",
  workspace: { kind: "worktree", repo },
  workflow: { graph, inputs: { issue: ISSUE } },
  budgets: { tokens: 2_000_000 },
});
const { status, result, reason } = await follower()(legate, id);
console.log(`\n${status}: ${result ?? reason}`);
const untouched = (await repositoryDigest(repo)) === before;
console.log(`not a byte of the repository changed so far: ${untouched}`);

const landed = status === "completed" ? await legate.land(id) : undefined;
console.log(
  landed === undefined ? "nothing lands" : (landed.refusal?.reason ?? git("log", "-1", "--format=%h %s")),
);
for (const { path, added, removed } of landed?.files ?? []) console.log(`  ${path} +${added} -${removed}`);
console.log(`what was unfinished still is:\n  ${git("status", "--short")}`);

const { spent } = (await legate.get(id)).budget;
console.log(`${spent.turns} turns, ${spent.tokens} tokens, $${spent.costUsd.toFixed(2)}`);
process.exitCode = untouched && landed?.outcome === "landed" ? 0 : 1;
