import { expect, test } from "vitest";
import { workerId } from "../../../src/core/ids.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { decide } from "../../../src/core/worker/decide.ts";
import { BORN, claimed, folded } from "./a-worker.ts";

const PARENT = workerId("01a20394-5d97-77c2-a2cd-93bd27b936ea");
const slice = (turns: number) => ({ ...TOP.budgets, turns });
const ranOut: readonly WorkerRecord[] = [
  { ...BORN, parent: PARENT, slice: slice(2) } as WorkerRecord,
  claimed(1),
  { type: "cycle.started", cycle: 1, input: "do it" },
  { type: "worker.waiting", on: "budget", reason: "turns: used 2 of 2" },
];
const granted: WorkerRecord = { type: "budget.granted", slice: slice(5) };
const cancelled: WorkerRecord = { type: "worker.cancelled", by: "o", reason: "enough" };
const more: WorkerRecord = { type: "input.received", input: "i", mode: "cycle", text: "more", by: "o" };

test("a worker that ran out goes on with what its parent grants", () => {
  expect(folded([...ranOut, granted])).toMatchObject({
    status: { status: "running" },
    ledger: { slice: { turns: 5 } },
  });
});

test("a grant that comes after its end, or after it was told to go on since, is none: the parent has it back", () => {
  expect(folded([...ranOut, cancelled, granted]).ledger.slice).toMatchObject({ turns: 0 });
  expect(folded([...ranOut, cancelled, more, granted]).ledger.slice).toMatchObject({ turns: 0 });
});

test("a grant for a need from before its last end is none, also when it has run out again since", () => {
  const again: readonly WorkerRecord[] = [
    ...ranOut,
    cancelled,
    more,
    { type: "cycle.started", cycle: 2, input: "more" },
    { type: "worker.waiting", on: "budget", reason: "turns: used 2 of 2" },
  ];
  const worker = folded(again);
  const grant = (report: number) =>
    decide(
      worker,
      { type: "budget-grant", by: PARENT, from: PARENT, slice: slice(5), report },
      { commandId: "g" },
    );
  expect(grant(ranOut.length)).toEqual({ ok: true, records: [] });
  expect(grant(again.length)).toMatchObject({ ok: true, records: [granted] });
});
