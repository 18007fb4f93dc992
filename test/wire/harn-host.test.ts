import { expect, test } from "vitest";
import { harnHandle } from "../../src/wire/harn-handle.ts";
import { harnWorkerUpdate } from "../../src/wire/harn-worker-update.ts";
import { aSummary, ID, OTHER } from "../cli/support.ts";

const EXECUTION = {
  cwd: "/state/w/tree",
  env: { API_KEY: "" },
  worktree: {
    repo: "/home/ann/shop",
    path: "/state/w/tree",
    branch: null,
    base_ref: "a".repeat(40),
    cleanup: null,
  },
};

const AUDIT = {
  session_id: "session_019a1b2c-3d4e-7f00-8000-000000000001",
  parent_session_id: "session_019a1b2c-4f5a-7f00-8000-000000000002",
  run_id: null,
  worker_id: ID,
  execution_kind: "stage",
  mutation_scope: "apply_worktree",
  approval_policy: null,
};

const FACTS = { history: ["Fix the tests", "And the docs"], env: ["API_KEY"] };

// What programs written for Harn read. A change here is a change for them.
test("a worker as a handle has exactly the keys of Harn's, with times that are times and no secret", () => {
  expect(harnHandle(aSummary({ parent: OTHER }), FACTS)).toEqual({
    _type: "agent_handle",
    id: ID,
    name: "fix-the-tests",
    task: "And the docs",
    mode: "stage",
    status: "completed",
    created_at: "2026-01-01T10:00:00.000Z",
    started_at: "2026-01-01T10:00:01.000Z",
    finished_at: "2026-01-01T10:01:06.000Z",
    history: ["Fix the tests", "And the docs"],
    result: {
      status: "completed",
      mode: "stage",
      task: "Fix the tests",
      result: { status: "done", text: "All tests pass.", visible_text: "All tests pass." },
      artifacts: [],
      execution: EXECUTION,
    },
    error: null,
    artifact_count: 2,
    has_transcript: true,
    parent_worker_id: OTHER,
    parent_stage_id: null,
    child_run_id: null,
    child_run_path: null,
    execution: EXECUTION,
    snapshot_path: ID,
    audit: AUDIT,
  });
});

test("a worker that asks a question is running for Harn, without an error and without a result", () => {
  const asking = aSummary({
    status: "waiting",
    waitingOn: "approval",
    reason: "1 call needs a person's yes",
    result: null,
    startedAt: null,
    finishedAt: null,
  });
  expect(harnHandle(asking)).toMatchObject({
    status: "running",
    error: null,
    result: null,
    started_at: "2026-01-01T10:00:00.000Z",
    finished_at: null,
    history: ["Fix the tests"],
  });
  expect(harnHandle(aSummary({ status: "failed", result: null, reason: "no model" }))).toMatchObject({
    status: "failed",
    error: "no model",
  });
});

test("a change of state is two notifications in Harn's shape, each with the place of its record", () => {
  const update = { seq: 41, at: "2026-01-01T10:01:06.000Z", sessionId: "s1", script: "main.harn" };
  const failed = aSummary({ parent: OTHER, status: "failed", result: null, reason: "no model" });
  const metadata = {
    task: "And the docs",
    mode: "stage",
    created_at: "2026-01-01T10:00:00.000Z",
    started_at: "2026-01-01T10:00:01.000Z",
    finished_at: "2026-01-01T10:01:06.000Z",
    artifact_count: 2,
    has_transcript: true,
    parent_worker_id: OTHER,
    parent_stage_id: null,
    child_run_id: null,
    child_run_path: null,
    execution: EXECUTION,
    snapshot_path: ID,
    audit: AUDIT,
    error: "no model",
  };
  expect(harnWorkerUpdate(failed, update, FACTS)).toEqual([
    {
      jsonrpc: "2.0",
      method: "session/update",
      params: {
        sessionId: "s1",
        update: {
          sessionUpdate: "worker_update",
          content: {
            worker_id: ID,
            worker_name: "fix-the-tests",
            status: "failed",
            script: "main.harn",
            started_at: "2026-01-01T10:00:01.000Z",
            finished_at: "2026-01-01T10:01:06.000Z",
            snapshot_path: ID,
            run_id: null,
            run_path: null,
            lifecycle: {
              event: "failed",
              worker_id: ID,
              worker_name: "fix-the-tests",
              started_at: "2026-01-01T10:00:01.000Z",
              finished_at: "2026-01-01T10:01:06.000Z",
            },
            audit: AUDIT,
            metadata,
            seq: 41,
            at: "2026-01-01T10:01:06.000Z",
          },
        },
      },
    },
    {
      jsonrpc: "2.0",
      method: "progress",
      params: {
        phase: "worker",
        message: "fix-the-tests failed",
        data: {
          worker_id: ID,
          worker_name: "fix-the-tests",
          status: "failed",
          metadata,
          seq: 41,
          at: "2026-01-01T10:01:06.000Z",
        },
      },
    },
  ]);
});

test("a worker that only looks has Harn's scope for that, and one without files has no worktree", () => {
  const none = {
    kind: "none",
    root: "/x",
    repo: null,
    base: null,
    linked: false,
    checkpoint: null,
    checkpointRef: null,
  } as const;
  const looks = { ...aSummary().session, scope: "read_only" } as const;
  const handle = harnHandle(aSummary({ workspace: none, session: looks }));
  expect(handle).toMatchObject({
    execution: { cwd: null, env: {}, worktree: null },
    audit: { mutation_scope: "read_only" },
  });
  expect(harnHandle(aSummary({ session: looks }))).toMatchObject({
    audit: { mutation_scope: "read_only" },
  });
});
