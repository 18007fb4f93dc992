// A change to a whole repository: 50 files, each moved by an agent in a checkout of its own and taken in as it is done,
// then the tests, then three reviewers of whom two must agree, and the landing as one commit. Only the model is scripted.
// Runs offline: node examples/migration.ts
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLegate, text, workflow } from "../src/index.ts";
import { follower } from "./follow.ts";
import { scratchRepository } from "./scratch-repository.ts";

const offline = `scripted:${new URL("migration.yaml", import.meta.url).pathname}`;
const model = offline; // or "openai/gpt-5.2", with OPENAI_API_KEY set

const FILES = 50;
const REVIEWERS = [
  "whether every job still sends the same mail to the same person, and waits for it",
  "whether anything was left behind: old imports, callbacks, jobs that nobody moved",
  "whether anything was changed that the migration does not ask for, comments and file endings included",
];

const files = { type: "array", items: { type: "string" } } as const;
const graph = workflow({ name: "migration", inputs: { files, aspects: files } })
  .map(
    "move",
    ({ inputs }) => inputs.files,
    () => ({
      maxConcurrency: 4,
      do: (file) => ({
        prompt: text`Move ${file} from old-mail.js to mail.js as MIGRATION.md says. Read both files first. Change that one
file and no other: somebody else moves each of the others at the same time.`,
        tools: ["read_file", "edit_file"],
        workspace: "own",
        takeIn: true,
      }),
    }),
  )
  .verify("test", () => ({ needs: ["move"], command: { argv: ["node", "--test"] } }))
  .map(
    "review",
    ({ inputs }) => inputs.aspects,
    () => ({
      needs: ["test"],
      strategy: { atLeast: 2 },
      do: (aspect) => ({
        review: {
          prompt: text`Every file of src/jobs was moved from old-mail.js to mail.js as MIGRATION.md says, and the tests pass.
Look at the change with git_diff, a part of src/jobs at a time where it is long, and judge one thing alone: ${aspect}.
Pass it only when that holds for every file; else name the files.`,
          tools: ["git_diff", "read_file", "grep", "glob"],
        },
      }),
    }),
  )
  .outputs(({ steps }) => ({ reviews: steps.review.output }))
  .build();

const names = Array.from({ length: FILES }, (_, at) => `job-${String(at + 1).padStart(2, "0")}`);
await using scratch = await scratchRepository("Jobs that send mail", async (repo) => {
  await cp(new URL("old-mail/", import.meta.url).pathname, repo, { recursive: true });
  await mkdir(join(repo, "src/jobs"));
  for (const name of names) await writeFile(join(repo, `src/jobs/${name}.js`), oldJob(name));
});
const { repo, stateDir, git } = scratch;
const moved = git("grep", "-l", "old-mail", "--", "src/jobs").split("\n");

await using legate = await createLegate({ stateDir, model });
const { id } = await legate.spawn({
  task: "Move all jobs to mail.js",
  name: "migration",
  workspace: { kind: "worktree", repo },
  workflow: { graph, inputs: { files: moved, aspects: REVIEWERS } },
  budgets: { tokens: 5_000_000 },
});
const { status, result, reason } = await follower()(legate, id);
console.log(`\n${status}${reason === null ? "" : `: ${reason}`}`);
const { reviews = [] } = JSON.parse(result ?? "{}");
for (const [at, review] of reviews.entries())
  console.log(`  ${REVIEWERS[at]}: ${review?.reason ?? "not passed, or not needed any more"}`);

const landed = status === "completed" ? await legate.land(id) : undefined;
console.log(
  landed === undefined ? "nothing lands" : (landed.refusal?.reason ?? git("log", "-1", "--format=%h %s")),
);
if (landed !== undefined) console.log(git("diff", "--shortstat", "HEAD~1"));
const left = git("grep", "-c", "", "--", "src/jobs").split("\n").length - moved.length;
const { spent } = (await legate.get(id)).budget;
console.log(`${spent.turns} turns, ${spent.tokens} tokens, $${spent.costUsd.toFixed(2)}`);
process.exitCode = landed?.outcome === "landed" && left === 0 && landed.files.length === FILES ? 0 : 1;

function oldJob(name: string): string {
  return `import { send } from "../old-mail.js";

/** Once a day. */
export function run(done) {
  send("${name}@example.com", "Report of ${name}", "All is well.", done);
}
`;
}
