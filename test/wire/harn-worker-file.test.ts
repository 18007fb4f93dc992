import { describe, expect, test } from "vitest";
import { parseHarnWorkerFile } from "../../src/wire/harn-worker-file.ts";
import { problemLines } from "../../src/wire/strict-yaml.ts";

const place = { directory: "/p" };

function read(source: string) {
  const answer = parseHarnWorkerFile(`format: harn\n${source}`, place);
  if (!answer.ok) throw new Error(problemLines("h", answer.problems));
  return answer.value;
}

function problemsOf(source: string): string {
  const answer = parseHarnWorkerFile(`format: harn\n${source}`, place);
  return answer.ok ? "no problems" : problemLines("h", answer.problems);
}

describe("a worker in Harn's shape", () => {
  test("is honoured field by field", () => {
    const { draft, waits } = read(`task: Fix it
wait: true
tools: [" read_file ", edit_file, read_file]
execution: { worktree: { repo: ../shop, base_ref: main, cleanup: preserve } }
audit: { session_id: s1, mutation_scope: apply_worktree }
node:
  kind: stage
  system: You are careful.
  model_policy: { provider: openai, model: gpt-5.2, temperature: 0, max_tokens: 900, max_iterations: 7 }
`);
    expect(waits).toBe(true);
    expect(draft).toEqual({
      name: "worker",
      task: "Fix it",
      system: "You are careful.",
      workspace: { kind: "worktree", repo: "/shop", base: "main", include: [], includeUncommitted: false },
      model: "openai/gpt-5.2",
      modelSettings: { temperature: 0, maxOutputTokens: 900 },
      limits: { maxTurns: 7 },
      tools: ["read_file", "edit_file"],
      metadata: { audit: { session_id: "s1", mutation_scope: "apply_worktree" } },
    });
  });

  test("what is empty there and means any becomes an explicit any, and a note", () => {
    const { draft, notes } = read("task: x\npolicy: { tools: [], side_effect_level: read_only }\nnode: {}\n");
    expect(draft.policy).toMatchObject({ tools: "any", sideEffects: "read_only" });
    expect(notes).toContain("policy: tools is empty: any");
  });

  test("named tools narrow the policy as well as what the model is shown", () => {
    const { draft } = read(
      "task: x\npolicy: { tools: [read_file, grep] }\ntools: [grep, write_file]\nnode: {}\n",
    );
    expect(draft.policy?.tools).toEqual(["grep"]);
    expect(draft.tools).toEqual(["grep", "write_file"]);
  });

  test("carry.policy stands before policy, and the node's own is met with it", () => {
    const { draft } = read(`task: x
policy: { side_effect_level: network }
carry: { policy: { side_effect_level: process_exec } }
node: { capability_policy: { side_effect_level: read_only } }
`);
    expect(draft.policy?.sideEffects).toBe("read_only");
  });

  test("its approval policy is read, and asking comes before approving", () => {
    const { draft } = read(`task: x
audit: { approval_policy: { auto_approve: ["edit*"], require_approval: [edit_file] } }
node: {}
`);
    expect(draft.approvals?.ask).toEqual([{ tools: ["edit_file"] }]);
  });

  test("what has no effect there is a note, never silence", () => {
    const { notes } = read("task: x\nnode: { prompt: hello, retry_policy: { max_attempts: 3 } }\n");
    expect(notes.join("\n")).toContain("node.prompt has no effect in Harn, and none here");
    expect(notes.join("\n")).toContain("node.retry_policy");
  });
});

describe("what this release cannot do in Harn's shape is refused by name, in its place", () => {
  test.each([
    ["graph: { entry: a }", /^h:3:1: graph: workflows are not there yet/m],
    ["execution: { env: { A: b } }", /^h:3:14: execution\.env: commands run in a clean environment/m],
    ["execution: { worktree: { repo: ., path: /x } }", /^h:3:35: execution\.worktree\.path: /m],
    ["execution: { worktree: { repo: ., branch: b } }", /^h:3:35: execution\.worktree\.branch: no branch/m],
    [
      "execution: { worktree: { repo: ., cleanup: remove } }",
      /execution\.worktree\.cleanup: a checkout is removed/m,
    ],
    ["execution: { cwd: a, worktree: { repo: . } }", /execution\.cwd: .*leave `cwd` out/m],
    ["carry: { artifact_mode: none }", /carry\.artifact_mode: nothing is carried/m],
    ["carry: { persist_state: false }", /carry\.persist_state: every worker is kept/m],
    ["carry: { transcript: fork }", /carry\.transcript: nothing is carried/m],
    ["artifacts: [{ kind: note }]", /^h:3:1: artifacts: /m],
    ["transcript: { messages: [] }", /^h:3:1: transcript: /m],
    ["node: { kind: verify }", /node\.kind: only a `stage`/m],
    ["node: { verify: { command: make } }", /node\.verify: /m],
    ["node: { model_policy: { model_tier: small } }", /node\.model_policy\.model_tier: name the model/m],
    ["node: { model_policy: { provider: openai } }", /node\.model_policy\.provider: names no model/m],
    ["policy: { side_effect_level: readonly }", /policy\.side_effect_level: .*read_only/m],
    ["policy: { tool_list: [a] }", /policy\.tool_list: unknown field/m],
    ["tools: []", /tools: must name at least one tool/m],
    ["nodes: {}", /nodes: unknown field "nodes"; did you mean "node"/m],
  ])("%s", (line, expected) => {
    const node = line.startsWith("node:") ? "" : "node: {}\n";
    expect(problemsOf(`task: x\n${line}\n${node}`)).toMatch(expected);
  });

  test("without an agent there is nothing to run", () => {
    expect(problemsOf("task: x\n")).toContain("needs `node`");
  });

  test("a field that asks for nothing is no problem", () => {
    expect(
      problemsOf("task: x\nartifacts: []\noptions: {}\ntranscript: null\nnode: { verify: null }\n"),
    ).toBe("no problems");
  });
});
