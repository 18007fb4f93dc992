import { describe, expect, test } from "vitest";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { nextStep } from "../../../src/core/worker/next-step.ts";
import {
  answered,
  asked,
  askedAbout,
  BORN,
  claimed,
  decided,
  finished,
  folded,
  intended,
  READY,
} from "./a-worker.ts";

const stepAfter = (...records: WorkerRecord[]) => nextStep(folded([...READY, ...records]));
const callsOf = (step: ReturnType<typeof nextStep>) =>
  "calls" in step ? step.calls.map(({ id }) => id) : [];

describe("what comes next", () => {
  test("a queued worker starts its first cycle, then opens its workspace, then asks the model", () => {
    expect(nextStep(folded([BORN]))).toEqual({ do: "start-cycle", cycle: 1 });
    expect(nextStep(folded(READY.slice(0, 3)))).toEqual({ do: "open-workspace" });
    expect(nextStep(folded(READY))).toEqual({ do: "call-model", turn: 1, attempt: 1, delayMs: 0 });
  });

  test("a model call without outcome is repeated as one more attempt", () => {
    expect(stepAfter(asked())).toEqual({ do: "call-model", turn: 1, attempt: 2, delayMs: 0 });
  });

  test("all calls of a turn are decided before any of them runs", () => {
    const step = stepAfter(asked(), answered(1, ["a", "b"]), decided("a", "read"));
    expect(step.do).toBe("decide-calls");
    expect(callsOf(step)).toEqual(["b"]);
  });

  test("reads in a row run together, anything else alone and in order", () => {
    const turn = [asked(), answered(1, ["r1", "r2", "w1", "r3"])];
    const all = [decided("r1", "read"), decided("r2", "read"), decided("w1", "once"), decided("r3", "read")];
    expect(callsOf(stepAfter(...turn, ...all))).toEqual(["r1", "r2"]);
    const reads = [intended("r1", 1), finished("r1"), intended("r2", 1), finished("r2")];
    expect(callsOf(stepAfter(...turn, ...all, ...reads))).toEqual(["w1"]);
  });

  test("a pending question holds back later calls that are not reads, and no reads", () => {
    const turn = [asked(), answered(1, ["q", "r", "w"])];
    const all = [decided("q", "once", "ask"), askedAbout("q"), decided("r", "read"), decided("w", "once")];
    expect(callsOf(stepAfter(...turn, ...all))).toEqual(["r"]);
    const step = stepAfter(...turn, ...all, intended("r", 1), finished("r"));
    expect(step).toMatchObject({ do: "end", as: { type: "worker.waiting", on: "approval" } });
  });

  test("what may have changed files is kept before the next effect", () => {
    const turn = [asked(), answered(1, ["w1", "w2"]), decided("w1", "once"), decided("w2", "once")];
    expect(stepAfter(...turn, intended("w1", 1), finished("w1"))).toEqual({ do: "checkpoint" });
  });

  test("an intent of a dead driver: a read or an idempotent effect runs again, one that can be probed is probed, a once-only one is settled as unknown", () => {
    const turn = (effect: "read" | "idempotent" | "once" | "reconcilable") => [
      asked(),
      answered(1, ["c"]),
      decided("c", effect),
      intended("c", 1),
      claimed(2),
    ];
    expect(stepAfter(...turn("read"))).toMatchObject({ do: "run-calls" });
    expect(stepAfter(...turn("idempotent"))).toMatchObject({ do: "run-calls" });
    expect(stepAfter(...turn("once"))).toMatchObject({ do: "settle-orphans" });
    expect(stepAfter(...turn("reconcilable"))).toMatchObject({ do: "reconcile" });
  });

  test("an answer without calls is the result, but a cut-off or filtered one is a failure", () => {
    expect(stepAfter(asked(), answered(1, [], "yes"))).toEqual({
      do: "end",
      as: { type: "worker.completed", result: "yes" },
    });
    const cut = { ...answered(1, [], "ye"), finish: "length" } as WorkerRecord;
    expect(stepAfter(asked(), cut)).toMatchObject({
      do: "end",
      as: { type: "worker.failed", code: "model-output-cut" },
    });
  });

  test("a worker that is to stop keeps its work first", () => {
    const turn = [asked(), answered(1, ["w"]), decided("w", "once"), intended("w", 1), finished("w")];
    const stop: WorkerRecord = { type: "worker.stopping", to: "cancelled", by: "a", reason: "enough" };
    expect(stepAfter(...turn, stop)).toEqual({ do: "checkpoint" });
    expect(stepAfter(...turn, stop, { type: "workspace.checkpointed" })).toEqual({
      do: "end",
      as: { type: "worker.cancelled", by: "a", reason: "enough" },
    });
  });

  test("a call that is asked about twice in the journal is never run on the first question's yes", () => {
    const turn = [asked(), answered(1, ["q"]), decided("q", "once", "ask"), askedAbout("q")];
    const yes: WorkerRecord = {
      type: "approval.answered",
      approval: "approval-q",
      call: "q",
      digest: "sha256:q",
      answer: "approve",
      by: "a",
      surface: "test",
    };
    expect(stepAfter(...turn, yes)).toMatchObject({ do: "decide-calls" });
  });
});
