import { expect, test } from "vitest";
import { mutationSession } from "../../../src/core/audit/mutation-session.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { preset } from "../../../src/core/policy/presets.ts";
import { BORN, folded, ID } from "../worker/a-worker.ts";

const uuid = ID.slice("worker_".length);

test("a mutation session follows from who the worker is, who made it and what it may do now", () => {
  expect(mutationSession(folded([BORN]))).toEqual({
    id: `session_${uuid}`,
    parent: null,
    worker: ID,
    kind: "worker",
    scope: "apply_worktree",
  });
  const child = folded([{ ...BORN, parent: ID } as WorkerRecord]);
  expect(mutationSession(child)).toMatchObject({ parent: `session_${uuid}`, kind: "delegated" });
  const ceiling = rootCeiling(preset("read-only", { ask: false }).capabilities);
  const narrowed = { type: "authority.narrowed", ceiling, rev: 1, by: "ada", reason: "look only" } as const;
  expect(mutationSession(folded([BORN, narrowed]))).toMatchObject({ scope: "read_only" });
});

test("what a file says of sessions is a label and changes nothing", () => {
  if (BORN.type !== "worker.spawned") throw new Error("not a birth");
  const metadata = { audit: { session_id: "session_mine", mutation_scope: "apply_workspace" } };
  const claiming = folded([{ ...BORN, request: { ...BORN.request, metadata } }]);
  expect(mutationSession(claiming)).toEqual(mutationSession(folded([BORN])));
});
