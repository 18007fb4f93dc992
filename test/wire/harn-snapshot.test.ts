import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { parseHarnSnapshot, type ReadHarnSnapshot } from "../../src/wire/harn-snapshot.ts";
import { aHarnSnapshot, HARN_ID } from "./a-harn-snapshot.ts";

function read(changed: JsonObject = {}): ReadHarnSnapshot {
  const parsed = parseHarnSnapshot(aHarnSnapshot(changed));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function problems(value: unknown, fileName?: string): string[] {
  const parsed = parseHarnSnapshot(value, fileName);
  if (parsed.ok) return [];
  return parsed.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const without = (...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(aHarnSnapshot()).filter(([name]) => !names.includes(name)));

const AT = "2026-03-02T09:30:57.593Z";

describe("a snapshot of Harn's", () => {
  test("is a worker with its task, its cycles, its conversation, its model and its times", () => {
    expect(read()).toMatchObject({
      id: HARN_ID,
      name: "fixer",
      task: "and the docs",
      system: "You fix things.",
      model: "anthropic/claude-sonnet-4-5",
      modelSettings: { temperature: 0.2, maxOutputTokens: 4096 },
      maxTurns: 12,
      createdAt: AT,
      place: "/old/shop",
      claimed: { sideEffects: "workspace_write", delegation: { maxDepth: 2 } },
      past: {
        tasks: ["fix the tests", "and the docs"],
        outcome: { status: "completed", result: "both are done" },
        startedAt: AT,
        finishedAt: AT,
      },
    });
  });

  test("has a conversation in our form, every call with its result", () => {
    expect(read().past.messages).toEqual([
      { role: "user", text: "fix the tests" },
      {
        role: "assistant",
        parts: [
          { kind: "text", text: "I look." },
          { kind: "call", call: "t1.1", providerCall: "toolu_1", tool: "read", arguments: { path: "a.ts" } },
        ],
      },
      {
        role: "tool",
        results: [
          {
            call: "t1.1",
            providerCall: "toolu_1",
            tool: "read",
            text: "export {}; // {{secret:API_KEY}}",
            isError: false,
          },
        ],
      },
      { role: "assistant", parts: [{ kind: "text", text: "Fixed." }] },
      { role: "user", text: "Task: and the docs" },
      { role: "assistant", parts: [{ kind: "text", text: "both are done" }] },
    ]);
  });

  test("brings its artifacts along, without the runs and transcripts that Harn nests in them", () => {
    const { metadata, artifacts } = read();
    expect(metadata).toEqual({ harn: { id: HARN_ID } });
    expect(artifacts).toMatchObject([{ id: "artifact_1", text: "two things" }]);
    expect(JSON.stringify(artifacts)).not.toContain("messages");
  });

  test("takes of an artifact what means something here, and gives an id to one that has another's", () => {
    const { artifacts } = read({
      artifacts: [
        { id: "a", kind: "plan", data: { n: 1 }, created_at: "1700000000", freshness: "fresh", stage: "act" },
        {
          id: "a",
          kind: "file",
          text: "x",
          created_at: "yesterday",
          freshness: "old",
          lineage: ["b"],
          title: "",
        },
      ],
    });
    expect(artifacts).toEqual([
      {
        id: "a",
        kind: "plan",
        data: { n: 1 },
        createdAt: "2023-11-14T22:13:20.000Z",
        freshness: "fresh",
        metadata: { stage: "act" },
      },
      { kind: "file", text: "x", lineage: ["b"] },
    ]);
  });

  test("brings no value of its environment, wherever it stands; the names are told", () => {
    const task = "use sk-very-secret";
    const whole = read({ task, history: [task] });
    expect(whole.past.tasks).toEqual(["use {{secret:API_KEY}}"]);
    expect(JSON.stringify(aHarnSnapshot())).toContain("sk-very-secret");
    expect(JSON.stringify(whole)).not.toContain("sk-very-secret");
    expect(whole.notes.join("\n")).toContain("API_KEY");
  });

  test("says what does not come along", () => {
    const { notes } = read({ parent_worker_id: "worker_p", child_run_id: "run_1" });
    const told = notes.join("\n");
    for (const word of ["worker_p", "run_1", "read, edit", "retry_policy", "/old/shop", "mutation_scope"])
      expect(told).toContain(word);
  });
});

describe("its status", () => {
  test.each([
    [{ status: "running" }, "interrupted"],
    [{ status: null }, "interrupted"],
    [{ status: "interrupted" }, "interrupted"],
    [{ status: "failed", latest_error: "boom" }, "failed"],
    [{ status: "cancelled" }, "cancelled"],
    [{ status: "completed" }, "completed"],
  ])("%j is %s here", (changed, status) => {
    expect(read(changed).past.outcome.status).toBe(status);
  });

  test("that is missing is interrupted, and an unknown one is refused, never guessed", () => {
    expect(parseHarnSnapshot(without("status"))).toMatchObject({
      ok: true,
      value: { past: { outcome: { status: "interrupted" } } },
    });
    expect(problems(aHarnSnapshot({ status: "paused" })).join()).toContain('status: unknown value "paused"');
  });

  test.each([
    { status: "completed", result: { status: "stuck", text: "x" } },
    { status: "completed", result: { status: "budget_exhausted" } },
    { status: "paused", run: { stages: [] } },
  ])("completed is failed when its payload says otherwise: %j", (latest_payload) => {
    expect(read({ latest_payload }).past.outcome).toMatchObject({ status: "failed" });
  });

  test("failed keeps its reason, and asks for its task again when it goes on", () => {
    const { past } = read({
      status: "failed",
      latest_error: "boom",
      task: "third",
      history: ["one", "third"],
    });
    expect(past.outcome).toEqual({ status: "failed", reason: "boom" });
    expect(past.messages.at(-1)).toEqual({ role: "user", text: "third" });
  });
});

describe("what Harn would load in another way", () => {
  test("a missing carry_policy is not read as: do not resume, do not keep", () => {
    const parsed = parseHarnSnapshot(without("carry_policy"));
    expect(parsed).toMatchObject({ ok: true, value: { claimed: {} } });
    expect(parsed.ok && parsed.value.notes.join("\n")).toContain("no carry_policy");
  });

  test("a null transcript, payload or error is none, not something that is there and empty", () => {
    const { past } = read({ transcript: null, latest_payload: null, latest_error: null });
    expect(past.messages).toEqual([
      { role: "user", text: "fix the tests" },
      { role: "user", text: "and the docs" },
    ]);
    expect(past.outcome).toEqual({ status: "completed", result: "" });
  });

  test("a missing execution, or artifacts missing in its config, are none and not fatal", () => {
    const { config, ...rest } = without("execution");
    const { artifacts: _, ...bare } = config as JsonObject;
    const parsed = parseHarnSnapshot({ ...rest, config: bare });
    expect(parsed).toMatchObject({ ok: true });
    const told = parsed.ok ? parsed.value.notes.join("\n") : "";
    expect(told).toContain("execution is missing");
    expect(told).toContain("config.artifacts is missing");
  });

  test("a missing name is a worker's, and a missing task the last of its history", () => {
    expect(read({ name: null })).toMatchObject({ name: "worker" });
    expect(read({ task: null })).toMatchObject({ task: "and the docs" });
    expect(problems(aHarnSnapshot({ task: "", history: [] }))).toEqual([
      "task: is missing, and there is no history",
    ]);
  });

  test("an audit that cannot be read is an error, never a fresh session without approvals", () => {
    expect(problems(aHarnSnapshot({ audit: "none" }))).toHaveLength(1);
    expect(problems(aHarnSnapshot({ audit: { session: "s" } })).join()).toContain('unknown field "session"');
  });
});

describe("a snapshot is refused", () => {
  test.each(["", "../../etc/passwd", "/abs", "a/b", "a\\b", "x..y", "a\u0000", "."])(
    "for the id %j",
    (id) => {
      expect(problems(aHarnSnapshot({ id })).join()).toContain("id: must be a plain id");
    },
  );

  test("when its id is another than its file's name says", () => {
    expect(problems(aHarnSnapshot(), `${HARN_ID}.json`)).toEqual([]);
    expect(problems(aHarnSnapshot(), "anything.json")).toEqual([]);
    expect(problems(aHarnSnapshot(), "worker_other.json").join()).toContain("named after worker_other");
  });

  test("for fields that are unknown, each by its name, at every level that has a form", () => {
    const config = { mode: "stage", node: { kind: "stage", too: 1 }, artifacts: [{ id: "a", extra: 1 }] };
    const told = problems(
      aHarnSnapshot({ more: 1, config, execution: { cmd: "x" }, carry_policy: { polciy: {} } }),
    ).join("\n");
    for (const name of ["more", "too", "extra", "cmd", "polciy"])
      expect(told).toContain(`unknown field "${name}"`);
  });

  test.each<[string, unknown]>([
    ["another type", { ...aHarnSnapshot(), _type: "run_record" }],
    ["no config mode", aHarnSnapshot({ config: {} })],
    ["a time that is none", aHarnSnapshot({ created_at: "yesterday" })],
    ["a UUID that holds no time", aHarnSnapshot({ finished_at: "9b2ef1b0-7a75-4f4e-8a3c-0123456789ab" })],
    [
      "a policy with an unknown level",
      aHarnSnapshot({ carry_policy: { policy: { side_effect_level: "readonly" } } }),
    ],
    ["a policy with an unknown field", aHarnSnapshot({ carry_policy: { policy: { tool: ["read"] } } })],
    ["a list", []],
    ["nothing", null],
  ])("for %s", (_what, value) => {
    expect(problems(value).length).toBeGreaterThan(0);
  });
});

describe("what it claims of authority", () => {
  test("is shown, and counts only in what means the same here", () => {
    const { claimed, notes } = read();
    expect(Object.keys(claimed).toSorted()).toEqual(["delegation", "sideEffects"]);
    expect(notes.join("\n")).toContain('"tools":["read","edit"]');
  });

  test("an approval policy of Harn's is not taken, and that is said", () => {
    const audit = { session_id: "s", approval_policy: { auto_approve: ["*"] } };
    expect(read({ audit }).notes.join("\n")).toContain("approval policy names Harn's tools");
  });
});

test("a workflow's snapshot goes on as one agent, with the words of its last stage as its result", () => {
  const { past, notes, model } = read({
    mode: "workflow",
    config: { mode: "workflow", graph: { nodes: {} }, artifacts: [], options: {} },
    transcript: null,
    latest_payload: {
      status: "completed",
      run: { id: "r", stages: [{ visible_text: "first" }, { visible_text: "last words" }] },
    },
  });
  expect(past.outcome).toEqual({ status: "completed", result: "last words" });
  expect(model).toBeUndefined();
  expect(notes.join("\n")).toContain("workflow graph is not carried");
});

describe("times", () => {
  test.each([
    ["019cade2-f2b9-7000-8000-0123456789ab", AT],
    ["1772443857", "2026-03-02T09:30:57.000Z"],
    ["2026-03-02T10:30:57.593+01:00", AT],
  ])("%s is %s", (text, iso) => {
    expect(read({ started_at: text }).past.startedAt).toBe(iso);
  });
});
