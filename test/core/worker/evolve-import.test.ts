import { describe, expect, test } from "vitest";
import { itemsOf } from "../../../src/core/append-only.ts";
import type { ForeignPast, Surroundings } from "../../../src/core/journal/import-record.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { BOTTOM, TOP } from "../../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { decide } from "../../../src/core/worker/decide.ts";
import { nextStep } from "../../../src/core/worker/next-step.ts";
import type { WaitingOn } from "../../../src/core/worker/status.ts";
import { summaryOf } from "../../../src/core/worker/summary.ts";
import { answered, asked, askedAbout, BORN, decided, folded, ID, intended, READY } from "./a-worker.ts";

const now: Surroundings = {
  ceiling: rootCeiling({ ...BOTTOM, budgets: TOP.budgets }),
  tools: ["read_file"],
  model: "here/model",
  workspace: { kind: "directory", path: "/here" },
};

const moved: WorkerRecord = {
  type: "worker.imported",
  digest: "sha256:00",
  by: "ann",
  from: { format: "legate", exportedAt: "2026-01-01T00:00:00.000Z", now },
};

const fromHarn = (past: Partial<ForeignPast> = {}): WorkerRecord => ({
  type: "worker.imported",
  digest: "sha256:00",
  by: "ann",
  from: {
    format: "harn",
    worker: "worker_there",
    past: {
      tasks: ["one", "two"],
      messages: [
        { role: "user", text: "one" },
        { role: "assistant", parts: [{ kind: "text", text: "did it" }] },
      ],
      outcome: { status: "completed", result: "did it" },
      ...past,
    },
  },
});

const waiting = (on: WaitingOn): WorkerRecord => ({ type: "worker.waiting", on, reason: "because" });
const lastMessage = (records: readonly WorkerRecord[]) => itemsOf(folded(records).messages).at(-1);

describe("a worker that was moved here", () => {
  test("is interrupted when it was under way, is held by nobody, and goes on only when it is resumed", () => {
    const worker = folded([...READY, asked(), moved]);
    expect(worker.status).toMatchObject({ status: "interrupted", by: "ann" });
    expect(worker.driver).toBeUndefined();
    expect(nextStep(worker)).toEqual({ do: "nothing" });
    expect(decide(worker, { type: "resume", by: "ann" }, { commandId: "c" })).toMatchObject({ ok: true });
    const resumed = folded([...READY, asked(), moved, { type: "worker.resumed", by: "ann" }]);
    expect(nextStep(resumed)).toMatchObject({ do: "call-model", turn: 1, attempt: 2 });
  });

  test("that nobody had begun is interrupted too, and begins when it is resumed", () => {
    expect(folded([BORN, moved]).status.status).toBe("interrupted");
    const resumed = folded([BORN, moved, { type: "worker.resumed", by: "ann" }]);
    expect(nextStep(resumed)).toEqual({ do: "start-cycle", cycle: 1 });
  });

  test.each([
    ["timer", "interrupted"],
    ["child", "interrupted"],
    ["approval", "interrupted"],
    ["input", "waiting"],
    ["limit", "waiting"],
    ["budget", "waiting"],
  ] as const)("that waited for %s is %s: nothing but a person makes it go on", (on, status) => {
    expect(folded([...READY, waiting(on), moved]).status.status).toBe(status);
  });

  test("that had ended stays as it ended, and a stop that was on its way is over", () => {
    const completed = folded([...READY, { type: "worker.completed", result: "r" }, moved]);
    expect(completed.status).toEqual({ status: "completed", result: "r" });
    const stopping = { type: "worker.stopping", to: "cancelled", by: "b", reason: "r" } as const;
    expect(folded([...READY, stopping, moved]).stopping).toBeUndefined();
  });

  test("acts under what the import says, not under what it was spawned with", () => {
    const { request } = folded([...READY, moved]);
    expect(request).toMatchObject(now);
    expect(request).toMatchObject({ task: "do it", name: "w" });
  });

  test("may be given no secret of this place, whatever its file says that it was given elsewhere", () => {
    const born: WorkerRecord =
      BORN.type === "worker.spawned" ? { ...BORN, request: { ...BORN.request, secrets: ["TOKEN"] } } : BORN;
    expect(folded([born]).request.secrets).toEqual(["TOKEN"]);
    expect(folded([born, moved]).request.secrets).toBeUndefined();
  });

  test("brings no commands along that run without being asked about", () => {
    const command = { argv: ["make"] };
    const own = { setUp: [command], tearDown: [command] };
    const born: WorkerRecord =
      BORN.type === "worker.spawned" ? { ...BORN, request: { ...BORN.request, ...own } } : BORN;
    expect(folded([born]).request).toMatchObject(own);
    expect(Object.keys(folded([born, moved]).request)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:setUp|tearDown)$/)]),
    );
  });

  test("keeps what it lived: messages, turns, and an effect under way, which is an orphan to the next driver", () => {
    const before = [
      ...READY,
      asked(),
      answered(1, ["t1.1"]),
      decided("t1.1", "once"),
      intended("t1.1", 1),
    ] as const;
    const resumed = folded([...before, moved, { type: "worker.resumed", by: "ann" }]);
    expect(summaryOf(resumed)).toMatchObject({ turns: 1, calls: 1, epoch: 1 });
    expect(nextStep({ ...resumed, epoch: 2 })).toMatchObject({ do: "settle-orphans" });
  });

  test("owes nothing to what its file says was decided, asked or approved: each call meets the gates here", () => {
    const yes: WorkerRecord = {
      type: "approval.answered",
      approval: "approval-t1.1",
      call: "t1.1",
      digest: "sha256:q",
      answer: "approve",
      by: "somebody",
      surface: "cli",
    };
    const open = [...READY, asked(), answered(1, ["t1.1"])];
    const stories: readonly (readonly WorkerRecord[])[] = [
      [decided("t1.1", "once")],
      [decided("t1.1", "once", "ask"), askedAbout("t1.1")],
      [decided("t1.1", "once", "ask"), askedAbout("t1.1"), yes],
      [decided("t1.1", "once", "ask"), askedAbout("t1.1"), yes, decided("t1.1", "once")],
      [decided("t1.1", "read"), intended("t1.1", 1)],
    ];
    for (const story of stories) {
      const resumed = folded([...open, ...story, moved, { type: "worker.resumed", by: "ann" }]);
      expect(nextStep({ ...resumed, epoch: 2 })).toMatchObject({
        do: "decide-calls",
        calls: [{ id: "t1.1" }],
      });
      expect(summaryOf(resumed).questions).toEqual([]);
    }
  });

  test("is told where it is now, but never between a call and its result", () => {
    expect(lastMessage([...READY, moved])).toMatchObject({
      role: "user",
      text: expect.stringContaining("/w now"),
    });
    const open = [
      ...READY,
      asked(),
      answered(1, ["t1.1"]),
      decided("t1.1", "once", "ask"),
      askedAbout("t1.1"),
    ];
    expect(lastMessage([...open, waiting("approval"), moved])).toMatchObject({ role: "assistant" });
    expect(folded([...open, waiting("approval"), moved]).notice).toContain("/w now");
  });

  test("has no parent here: nobody above it can be told", () => {
    const born = folded([{ ...BORN, parent: ID } as WorkerRecord]);
    expect(born.parent).toBe(ID);
    expect(folded([{ ...BORN, parent: ID } as WorkerRecord, moved]).parent).toBeUndefined();
  });
});

describe("a worker from a snapshot of Harn's", () => {
  test("has its tasks as cycles, its conversation, its outcome and its times", () => {
    const times = { startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:01:00.000Z" };
    const worker = folded([BORN, fromHarn(times)]);
    expect(summaryOf(worker)).toMatchObject({ status: "completed", result: "did it", cycle: 2, ...times });
    expect(itemsOf(worker.messages)).toHaveLength(2);
  });

  test.each(["failed", "cancelled", "interrupted"] as const)(
    "that %s goes on with a fresh turn when it is resumed",
    (status) => {
      const records = [BORN, fromHarn({ outcome: { status, reason: "r" } })];
      expect(folded(records).status).toMatchObject({ status, reason: "r" });
      const resumed = folded([...records, { type: "worker.resumed", by: "ann" }]);
      expect(nextStep(resumed)).toEqual({ do: "open-workspace" });
      const opened = {
        type: "workspace.opened",
        workspace: { kind: "none", root: "/", mounts: [] },
      } as const;
      const ready = folded([...records, { type: "worker.resumed", by: "ann" }, opened]);
      expect(nextStep(ready)).toMatchObject({ do: "call-model", turn: 2 });
    },
  );
});
