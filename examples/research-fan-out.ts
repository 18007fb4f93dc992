// A question to a pile of notes: it is divided, readers look for answers side by side, one report is made of what they
// found, and a command checks that each quotation stands where the report says. Only the model is scripted.
// Runs offline: node examples/research-fan-out.ts
import { cp } from "node:fs/promises";
import { createLegate, text, workflow } from "../src/index.ts";
import { follower } from "./follow.ts";
import { scratchRepository } from "./scratch-repository.ts";

const offline = `scripted:${new URL("research-fan-out.yaml", import.meta.url).pathname}`;
const model = offline; // or "openai/gpt-5.2", with OPENAI_API_KEY set

const QUESTION = "What do our outages have in common, and what should we change first?";
const LOOK = ["list_dir", "read_file", "grep", "glob"];
const SOURCE = {
  type: "object",
  properties: {
    path: { type: "string", description: "of the file, from the top of the repository" },
    quote: { type: "string", description: "a sentence or two of it, letter for letter" },
  },
  required: ["path", "quote"],
} as const;

const graph = workflow({ name: "research-fan-out", inputs: { question: { type: "string" } } })
  .stage("divide", ({ inputs }) => ({
    prompt: text`Look at which notes there are in this repository, and divide the question below into two to five smaller
ones that can be answered from them, each by itself. Each goes to a reader who sees only that one.

The question: ${inputs.question}`,
    tools: LOOK,
    output: {
      type: "object",
      properties: { questions: { type: "array", items: { type: "string" }, minItems: 2, maxItems: 5 } },
      required: ["questions"],
    },
  }))
  .map(
    "read",
    ({ steps }) => steps.divide.output.questions,
    () => ({
      needs: ["divide"],
      maxConcurrency: 4,
      do: (question) => ({
        prompt: text`Answer this question from the notes in this repository and from nothing else. For each thing that you
find, quote the place that says so, letter for letter. Say what the notes leave open, too.

The question: ${question}`,
        tools: LOOK,
        policy: { sideEffects: "read_only" },
        output: {
          type: "object",
          properties: { answer: { type: "string" }, sources: { type: "array", items: SOURCE } },
          required: ["answer", "sources"],
        },
      }),
    }),
  )
  .reduce(
    "report",
    ({ steps }) => steps.read.output,
    ({ inputs }) => ({
      needs: ["read"],
      stage: (answers) => ({
        prompt: text`Write an answer to the question below from what several readers found, in five sentences at most. Put
the number of a source in brackets behind what it shows, such as [1] or [2][3]; \`sources\` is the list of those that
you cite, in that order, quoted exactly as the readers did. Leave out what no source shows.

The question: ${inputs.question}

What the readers found: ${answers}`,
        tools: [],
        output: {
          type: "object",
          properties: { answer: { type: "string" }, sources: { type: "array", items: SOURCE, minItems: 1 } },
          required: ["answer", "sources"],
        },
      }),
    }),
  )
  .verify("citations", ({ steps: { report } }) => ({
    needs: ["report"],
    command: {
      argv: ["node", "check-citations.mjs", text`${report.output.answer}`, text`${report.output.sources}`],
    },
  }))
  .outputs(({ steps }) => ({ answer: steps.report.output.answer, sources: steps.report.output.sources }))
  .build();

const notes = new URL("research-notes/", import.meta.url).pathname;
await using scratch = await scratchRepository("Notes", (repo) => cp(notes, repo, { recursive: true }));
const { repo, stateDir } = scratch;
await using legate = await createLegate({ stateDir, model });
const { id } = await legate.spawn({
  task: QUESTION,
  name: "research",
  workspace: { kind: "worktree", repo },
  workflow: { graph, inputs: { question: QUESTION } },
  budgets: { tokens: 2_000_000 },
});
const { status, result, reason } = await follower()(legate, id);
console.log(`\n${status}${reason === null ? "" : `: ${reason}`}`);
const { answer = "", sources = [] } = JSON.parse(result ?? "{}");
console.log(answer);
for (const [at, { path, quote }] of sources.entries()) console.log(`  [${at + 1}] ${path}: "${quote}"`);

const { spent } = (await legate.get(id)).budget;
console.log(`${spent.turns} turns, ${spent.tokens} tokens, $${spent.costUsd.toFixed(2)}`);
process.exitCode = status === "completed" ? 0 : 1;
