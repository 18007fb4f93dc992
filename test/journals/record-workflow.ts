// Runs the workflow that `workflow.jsonl` recorded, with a step of almost every kind: node test/journals/record-workflow.ts
// NAME writes NAME.jsonl and, of each worker, what was said of it then. Never made anew once its version was released.
import { join } from "node:path";
import { scratchShop } from "../../examples/scratch-shop.ts";
import { cel, createLegate, text, workflow } from "../../src/index.ts";
import { scriptedModels } from "../../src/testing/index.ts";
import { writeRecords, writeSummaries } from "./write-recording.ts";

const [, , name] = process.argv;
if (name === undefined) throw new Error("say the name of the recording");
const write = (path: string) => ({
  calls: [{ tool: "write_file", arguments: { path, content: `${path}\n` } }],
});

const customModels = scriptedModels({
  planner: [{ text: '{"names":["one","two"]}' }],
  writer: [write("notes"), { text: "Written." }],
  checker: [{ errors: [{ class: "overloaded" }], text: "Going on from the plan." }],
  reviewer: [{ text: '{"pass":true,"reason":"It is well."}' }],
  linked: [write("linked"), { text: "Done." }],
});

const names = { type: "array", items: { type: "string" } } as const;
const part = workflow({ name: "part", inputs: { words: { type: "string" } } })
  .stage("say", ({ inputs }) => ({ prompt: text`Say ${inputs.words}`, model: "checker", tools: [] }))
  .outputs(({ steps }) => ({ said: steps.say.text }))
  .build();
const graph = workflow({ name: "recorded", inputs: { task: { type: "string" } } })
  .stage("plan", ({ inputs }) => ({
    prompt: text`Plan ${inputs.task}`,
    model: "planner",
    tools: [],
    output: { type: "object", properties: { names }, required: ["names"] },
  }))
  .map(
    "write",
    ({ steps }) => steps.plan.output.names,
    () => ({
      needs: ["plan"],
      do: (item) => ({ prompt: text`Write ${item}`, model: "writer", workspace: "own", takeIn: true }),
    }),
  )
  .reduce(
    "told",
    ({ steps }) => steps.write.output,
    () => ({ needs: ["write"], concat: {} }),
  )
  .stage("goesOn", () => ({
    needs: ["told"],
    prompt: "Go on.",
    model: "checker",
    tools: [],
    transcript: { from: "plan", mode: "fork" },
  }))
  .command("list", () => ({ needs: ["goesOn"], argv: ["ls"] }))
  .again("round", () => ({ needs: ["list"], if: cel`visit < 2`, to: "list", maxVisits: 2 }))
  .verify("review", () => ({
    needs: { round: "false" },
    review: { prompt: "Review it.", model: "reviewer", tools: [] },
  }))
  .approval("asked", () => ({ needs: ["review"], question: "Is it right?" }))
  .escalation("help", () => ({ needs: ["asked"], reason: "Nobody knows the last word." }))
  .wait("pause", () => ({ needs: ["help"], forMs: 20 }))
  .build();

await using shop = await scratchShop();
const { repo, stateDir, git } = shop;
const workspace = { kind: "worktree", repo } as const;
{
  await using legate = await createLegate({ stateDir, customModels });
  const run = await legate.spawn({
    name: "recorded",
    task: "Write two notes",
    workspace,
    policy: { commandLimits: { pids: 64 } },
    approvals: { otherwise: "allow" },
    workflow: { graph, inputs: { task: "two notes" } },
  });
  await legate.wait(run.id, { timeoutMs: 60_000 });
  await legate.approve(run.id, { by: "ada" });
  await legate.wait(run.id, { timeoutMs: 60_000 });
  await legate.send(run.id, "It is 'done'.", { by: "ada" });
  await legate.wait(run.id, { until: "settled", timeoutMs: 60_000 });
  const clone = join(repo, "..", "clone");
  git("clone", "-q", ".", clone);
  await legate.land(run.id, { into: clone });
  await legate.undoLanding(run.id);

  const nested = await legate.spawn({
    name: "part",
    task: "Say it",
    workflow: { graph: part, inputs: { words: "so" } },
  });
  await legate.wait(nested.id, { timeoutMs: 60_000 });
  const linked = await legate.spawn({
    name: "linked",
    task: "Write.",
    model: "linked",
    preset: "edit",
    workspace: { ...workspace, linked: true },
  });
  await legate.wait(linked.id, { timeoutMs: 60_000 });
  await legate.release(linked.id);
  await writeSummaries(name, legate);
}
writeRecords(name, stateDir);
