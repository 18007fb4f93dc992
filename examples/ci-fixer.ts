// A red CI run: it is run, an agent finds out why, another one mends it in a checkout of its own, and then everything
// waits for a person, without any process. Who answers comes later, through another instance of Legate: you, at a
// terminal, else the program itself. After a yes CI runs again, and what is green lands. Only the model is scripted.
// Runs offline: node examples/ci-fixer.ts
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { createLegate, text, workflow } from "../src/index.ts";
import { follower } from "./follow.ts";
import { scratchRepository } from "./scratch-repository.ts";

const offline = `scripted:${new URL("ci-fixer.yaml", import.meta.url).pathname}`;
const model = offline; // or "openai/gpt-5.2", with OPENAI_API_KEY set

const CI = ["node", "--test"];

const graph = workflow({ name: "ci-fixer" })
  .command("ci", () => ({ argv: CI, exitCodes: [1] })) // green: there is nothing to mend, and the run says so
  .stage("diagnose", ({ steps }) => ({
    needs: ["ci"],
    prompt: text`CI of this repository is red. Find out why: read the log below from its end, then the code that it names,
and the history where that helps. Name the cause, not the symptom, and the smallest change that mends it. Change nothing.

The log:
${steps.ci.text}`,
    tools: ["list_dir", "read_file", "grep", "glob", "git_log", "git_diff"],
    output: {
      type: "object",
      properties: { cause: { type: "string" }, fix: { type: "string" } },
      required: ["cause", "fix"],
    },
  }))
  .stage("mend", ({ steps }) => ({
    needs: ["diagnose"],
    prompt: text`CI of this repository is red. Cause: ${steps.diagnose.output.cause}

Do this, and nothing else: ${steps.diagnose.output.fix}

CI runs \`node --test\`; leave the tests as they are.`,
  }))
  .approval("agree", ({ steps: { diagnose, mend } }) => ({
    needs: ["mend"],
    question: text`CI is red. Why: ${diagnose.output.cause} What was done: ${mend.text} Land it, if CI is green with it?`,
  }))
  .verify("ci-again", () => ({ needs: ["agree"], command: { argv: CI } }))
  .outputs(({ steps }) => ({ cause: steps.diagnose.output.cause, by: steps.agree.output.by }))
  .build();

const broken = new URL("red-ci/", import.meta.url).pathname;
await using scratch = await scratchRepository("Call it parseAmount", (repo) =>
  cp(broken, repo, { recursive: true }),
);
const { repo, stateDir, git } = scratch;
const follow = follower();

{
  await using legate = await createLegate({ stateDir, model });
  const { id } = await legate.spawn({
    task: "Make CI green again",
    name: "red-ci",
    workspace: { kind: "worktree", repo },
    workflow: { graph },
    budgets: { tokens: 2_000_000 },
  });
  const { status, waitingOn } = await follow(legate, id);
  if (waitingOn !== null) console.log(`\n${status} (${waitingOn})\n`);
} // nothing runs any more: the question lies in the journal, and so do the files

await using person = await createLegate({ stateDir, model });
for (const { id, questions } of await person.list({ statuses: ["waiting"] })) {
  for (const { question, approval } of questions) {
    console.log(`${Buffer.from((await person.diff(id)).patch)}\n${question}`);
    const answer = { approval, by: "alice" };
    await ((await saysYes()) ? person.approve(id, answer) : person.deny(id, answer));
  }
}
const { status, result, reason } = await follow(person, "red-ci");
console.log(`\n${status}: ${result ?? reason}`);

const landed = status === "completed" ? await person.land("red-ci") : undefined;
console.log(
  landed === undefined ? "nothing lands" : (landed.refusal?.reason ?? git("log", "-1", "--format=%h %s")),
);
for (const { path, added, removed } of landed?.files ?? []) console.log(`  ${path} +${added} -${removed}`);
const { spent } = (await person.get("red-ci")).budget;
console.log(`${spent.turns} turns, ${spent.tokens} tokens, $${spent.costUsd.toFixed(2)}`);
process.exitCode = landed?.outcome === "landed" ? 0 : 1;

async function saysYes(): Promise<boolean> {
  if (!process.stdin.isTTY) return true;
  using terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = terminal.question("[y/N] ").catch(() => "no"); // Ctrl-C
  const noMore = once(terminal, "close").then(() => "no"); // the end of the input
  return /^y/i.test(await Promise.race([answer, noMore]));
}
