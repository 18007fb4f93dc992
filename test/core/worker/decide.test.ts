import { describe, expect, test } from "vitest";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { type Command, decide as decideIn } from "../../../src/core/worker/decide.ts";
import type { Worker } from "../../../src/core/worker/worker.ts";
import { answered, asked, askedAbout, BORN, decided, folded, READY } from "./a-worker.ts";

const decide = (worker: Worker, command: Command) => decideIn(worker, command, { commandId: "c1" });

const ASKING: readonly WorkerRecord[] = [
  ...READY,
  asked(),
  answered(1, ["q"]),
  decided("q", "once", "ask"),
  askedAbout("q"),
  { type: "worker.waiting", on: "approval", reason: "1 call" },
];
const COMPLETED: readonly WorkerRecord[] = [...READY, { type: "worker.completed", result: "r" }];
const yes = { type: "approve", approval: "approval-q", by: "alice", surface: "test" } as const;
const close = { type: "close", by: "alice", reason: "enough" } as const;

describe("approvals", () => {
  test("an answer is bound to the digest that was asked about, and wakes the worker", () => {
    const decision = decide(folded(ASKING), yes);
    if (!decision.ok) throw new Error("refused");
    expect(decision.records).toEqual([
      {
        type: "approval.answered",
        approval: "approval-q",
        call: "q",
        digest: "sha256:q",
        answer: "approve",
        by: "alice",
        surface: "test",
      },
    ]);
    expect(folded([...ASKING, ...decision.records]).status.status).toBe("running");
  });

  test("a second answer, an answer to another question and one after the end are refused with the reason", () => {
    const first = decide(folded(ASKING), yes);
    const after = first.ok ? folded([...ASKING, ...first.records]) : folded(ASKING);
    expect(decide(after, yes)).toMatchObject({ ok: false, refusal: { code: "already-answered" } });
    expect(decide(folded(ASKING), { ...yes, approval: "approval-x" })).toMatchObject({
      refusal: { code: "no-such-approval" },
    });
    const closed = folded([...ASKING, { type: "worker.cancelled", by: "a", reason: "r" }]);
    expect(decide(closed, yes)).toMatchObject({ refusal: { code: "worker-settled" } });
  });
});

test("an answer by the call's id does not mean a question that is asked later", () => {
  const refusal = { code: "no-such-approval" };
  expect(decide(folded(ASKING), { ...yes, approval: "q" })).toMatchObject({ ok: false, refusal });
});

describe("closing", () => {
  test("closing a finished worker changes nothing, and neither does closing twice", () => {
    expect(decide(folded(COMPLETED), close)).toEqual({ ok: true, records: [] });
    const stopping: WorkerRecord = { type: "worker.stopping", to: "cancelled", by: "a", reason: "r" };
    expect(decide(folded([...READY, stopping]), close)).toEqual({ ok: true, records: [] });
  });

  test("a waiting worker ends at once, a running one after its present step", () => {
    expect(decide(folded(ASKING), close)).toMatchObject({ records: [{ type: "worker.cancelled" }] });
    expect(decide(folded(READY), close)).toMatchObject({
      records: [{ type: "worker.stopping", to: "cancelled" }],
    });
    expect(decide(folded([BORN]), close)).toMatchObject({ records: [{ type: "worker.stopping" }] });
  });
});

describe("resuming", () => {
  test("interrupted, failed and cancelled workers go on; a completed or asking one does not", () => {
    const resume = { type: "resume", by: "alice" } as const;
    for (const end of [
      { type: "worker.interrupted", by: "a", reason: "r" },
      { type: "worker.failed", code: "c", reason: "r" },
      { type: "worker.cancelled", by: "a", reason: "r" },
      { type: "worker.waiting", on: "limit", reason: "r" },
    ] as const) {
      const ended = [...READY, end];
      const decision = decide(folded(ended), resume);
      expect(decision, end.type).toMatchObject({ ok: true, records: [{ type: "worker.resumed" }] });
      if (decision.ok) expect(folded([...ended, ...decision.records]).status.status).toBe("running");
    }
    expect(decide(folded(COMPLETED), resume)).toMatchObject({ refusal: { code: "cannot-resume" } });
    expect(decide(folded(ASKING), resume)).toMatchObject({ refusal: { code: "cannot-resume" } });
  });
});

test("only a finished worker's workspace may be given up", () => {
  const release = { type: "release", by: "alice" } as const;
  expect(decide(folded(READY), release)).toMatchObject({ refusal: { code: "still-active" } });
  expect(decide(folded(COMPLETED), release)).toMatchObject({ records: [{ type: "workspace.releasing" }] });
});

describe("sending", () => {
  const told = { type: "send", by: "alice", text: "hurry" } as const;
  const typesFor = (records: readonly WorkerRecord[]) => {
    const decision = decide(folded(records), told);
    return decision.ok ? decision.records.map(({ type }) => type) : [];
  };

  test("a worker that waits for its children is awake in the commit that tells it something: no driver looks for one at rest", () => {
    const waiting: WorkerRecord = { type: "worker.waiting", on: "child", reason: "1 child has not ended" };
    expect(typesFor([...READY, waiting])).toEqual(["input.received", "worker.woken"]);
  });

  test("a worker that waits for a person is not woken by what it will hear later", () => {
    expect(typesFor(ASKING)).toEqual(["input.received"]);
  });
});
