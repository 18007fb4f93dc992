import fc from "fast-check";
import { expect, test } from "vitest";
import type { VisitRecord } from "../../../src/core/journal/node-record.ts";
import type { Outcome } from "../../../src/core/workflow/branch.ts";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { newRun, scheduleOf, type WorkflowRun, withEvent } from "../../../src/core/workflow/run/run.ts";
import type { Schedule } from "../../../src/core/workflow/run/schedule.ts";
import type { Visit } from "../../../src/core/workflow/run/visit.ts";
import { joinOf, rowOf } from "../../support/graph-shapes.ts";

const AT = "2026-01-01T00:00:00.000Z";

function happened(run: WorkflowRun, record: VisitRecord): WorkflowRun {
  return withEvent(run, { record, at: AT, seq: run.events.length + 1 });
}

function begin(run: WorkflowRun, { id, node }: Visit, items?: readonly number[]): WorkflowRun {
  const many = items === undefined ? {} : { items };
  return happened(run, { type: "node.started", visit: id, node, attempt: 1, key: "", ...many });
}

function end(run: WorkflowRun, { id, node }: Visit, outcome: Outcome): WorkflowRun {
  return happened(run, { type: "node.settled", visit: id, node, outcome, key: "" });
}

/** What a visit comes to follows from its name alone, so that orders of completion can be compared. */
function outcomeOf(graph: WorkflowGraph, { id, node, missing }: Visit): Outcome {
  if (missing !== undefined) return "failure";
  const chance = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  if (graph.nodes[node]?.kind === "condition") return chance % 2 === 0 ? "true" : "false";
  return chance % 4 === 0 ? "failure" : "success";
}

/** Plays a run to its end; `pick` chooses what happens next, `forgets` whether everything is folded anew. */
function play(graph: WorkflowGraph, pick: (most: number) => number, forgets: () => boolean) {
  let run = newRun(graph, 1, false);
  for (let step = 0; step < 5_000; step++) {
    if (forgets()) run = { ...run, events: { ...run.events, shared: [...run.events.shared] } };
    const schedule = scheduleOf(run);
    const doings = doingsOf(graph, schedule);
    const doing = doings[pick(doings.length)];
    if (doing === undefined) return { run, schedule };
    run = doing(run);
  }
  throw new Error("the run has no end");
}

function doingsOf(graph: WorkflowGraph, { ready, running, ending, limit, failure }: Schedule) {
  const begins = limit === undefined && failure === undefined ? [...ready] : [];
  return [
    ...begins.map((visit) => (run: WorkflowRun) => begin(run, visit)),
    ...[...running.values()].map(
      ({ visit }) =>
        (run: WorkflowRun) =>
          end(run, visit, ending.has(visit.id) ? "failure" : outcomeOf(graph, visit)),
    ),
  ];
}

/** Nodes in layers, each waiting for some of those before it; a failure may be dealt with, and one edge may go back. */
const anyGraph = fc
  .record({
    kinds: fc.array(fc.constantFrom("stage", "condition", "join"), { minLength: 2, maxLength: 12 }),
    links: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(5)), { minLength: 2, maxLength: 30 }),
    back: fc.option(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 3 }))),
  })
  .map(({ kinds, links, back }): WorkflowGraph => {
    const name = (index: number) => `n${index % kinds.length}`;
    const join = { strategy: "all", unsatisfied: "skipped" } as const;
    const nodes = kinds.map((kind, index) => {
      if (index === 0) return ["n0", { kind: "fork" }];
      if (kind === "condition") return [name(index), { kind, if: "true", join }];
      return [name(index), kind === "join" ? { kind, join } : { kind, prompt: "", join }];
    });
    const forward = links.flatMap(([a, b, branch]) => {
      const from = a % kinds.length;
      const to = b % kinds.length;
      if (from >= to) return [];
      const condition = nodes[from]?.[1] as { kind: string };
      const on = condition.kind === "condition" ? (branch % 2 === 0 ? "true" : "false") : "success";
      return [{ from: name(from), to: name(to), on: branch === 5 ? "failure" : on } as const];
    });
    const always = kinds.map((_, index) => ({ from: name(index), to: "end", on: "always" }) as const);
    const loops = back === null ? [] : loop(name, back, kinds.length);
    return {
      version: 1,
      name: "g",
      inputs: {},
      outputs: {},
      start: ["n0"],
      nodes: Object.fromEntries([...nodes, ["end", { kind: "fork", join: { strategy: "any" } }]]),
      edges: [...forward, ...always, ...loops],
      maxSteps: 1_000,
    };
  });

function loop(
  name: (index: number) => string,
  [a, b, maxVisits]: readonly [number, number, number],
  size: number,
) {
  const from = a % size;
  const to = b % size;
  if (from <= to || to === 0) return [];
  return [
    { from: name(from), to: name(to), on: "failure", maxVisits } as const,
    { from: name(from), to: "end", on: "exhausted" } as const,
  ];
}

const FIRST = () => 0;
const NEVER = () => false;

test("whatever the order in which nodes end, a run comes to the same end, and nothing is done twice", () => {
  fc.assert(
    fc.property(anyGraph, fc.infiniteStream(fc.nat()), (graph, choices) => {
      const plain = graph.edges.every(({ maxVisits }) => maxVisits === undefined);
      const picked = (most: number) => (choices.next().value ?? 0) % Math.max(1, most);
      const one = play(graph, FIRST, NEVER).schedule;
      const other = play(graph, picked, NEVER).schedule;
      const ids = ({ ended }: Schedule) =>
        ended.map(({ visit, settled }) => `${visit.id} ${settled.outcome}`);
      expect(new Set(ids(other)).size).toBe(ids(other).length);
      if (plain) expect(ids(other).toSorted()).toEqual(ids(one).toSorted());
      expect(other.running.size).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test("a run that is folded anew at any record goes on as if nothing had happened", () => {
  fc.assert(
    fc.property(anyGraph, fc.infiniteStream(fc.boolean()), (graph, crashes) => {
      const straight = play(graph, FIRST, NEVER).schedule;
      const broken = play(graph, FIRST, () => crashes.next().value === true).schedule;
      const ids = ({ ended }: Schedule) => ended.map(({ visit }) => visit.id);
      expect(ids(broken)).toEqual(ids(straight));
    }),
    { numRuns: 300 },
  );
});

/** Plays a run whose nodes among `failing` fail once, and is resumed whenever it has failed. */
function playResumed(graph: WorkflowGraph, pick: (most: number) => number, failing: ReadonlySet<string>) {
  let run = newRun(graph, 1, false);
  const failed = new Set<string>();
  for (let step = 0; step < 5_000; step++) {
    const { ready, running, ending, failure } = scheduleOf(run);
    const begins = failure === undefined ? [...ready] : [];
    const doings = [
      ...begins.map((visit) => () => begin(run, visit)),
      ...[...running.values()].map(({ visit }) => () => {
        const fails = ending.has(visit.id) || (failing.has(visit.node) && !failed.has(visit.node));
        if (!ending.has(visit.id)) failed.add(visit.node);
        return end(
          run,
          visit,
          fails ? "failure" : graph.nodes[visit.node]?.kind === "condition" ? "true" : "success",
        );
      }),
    ];
    const doing = doings[pick(doings.length)];
    if (doing !== undefined) run = doing();
    else if (failure === undefined) return scheduleOf(run);
    else run = withEvent(run, { record: { type: "worker.resumed" }, at: AT, seq: run.events.length + 1 });
  }
  throw new Error("the run has no end");
}

test("a run that failed and was resumed comes to the end that it would have come to without failing", () => {
  const ends = ({ newest, skipped }: Schedule) => ({
    outcomes: Object.fromEntries([...newest].map(([node, { settled }]) => [node, settled.outcome])),
    skipped: [...skipped].toSorted(),
  });
  fc.assert(
    fc.property(anyGraph, fc.array(fc.nat(12)), fc.infiniteStream(fc.nat()), (any, indexes, choices) => {
      const edges = any.edges.filter(({ on }) => on === "success" || on === "true" || on === "false");
      const graph = { ...any, edges };
      const picked = (most: number) => (choices.next().value ?? 0) % Math.max(1, most);
      const failing = new Set(indexes.map((index) => `n${index}`));
      const resumed = playResumed(graph, picked, failing);
      const straight = playResumed(graph, FIRST, new Set());
      expect(ends(resumed)).toEqual(ends(straight));
    }),
    { numRuns: 500 },
  );
});

test("an older version of a run is still what it was after a newer one was looked at", () => {
  const graph = rowOf(3);
  const first: Visit = { id: "n0#1", node: "n0", number: 1, from: [] };
  const before = begin(newRun(graph, 1, false), first);
  const after = end(before, first, "success");
  expect([...scheduleOf(after).ready].map(({ id }) => id)).toEqual(["n1#1"]);
  expect([...scheduleOf(before).running.keys()]).toEqual(["n0#1"]);
});

test.each([10, 100, 1_000, 10_000])(
  "scheduling %i nodes in a row costs the same for each of them",
  (size) => {
    const schedule = succeed(rowOf(size));
    expect(schedule.ended).toHaveLength(size);
    expect(schedule.looked).toBe(size - 1);
  },
);

test.each([10, 100, 1_000, 10_000])(
  "scheduling a join of %i branches costs the same for each of them",
  (size) => {
    const schedule = succeed(joinOf(size));
    expect(schedule.ended).toHaveLength(size + 2);
    expect(schedule.looked).toBe(2 * size);
  },
);

/** Every visit succeeds as soon as it may begin. */
function succeed(graph: WorkflowGraph): Schedule {
  let run = newRun(graph, 1, false);
  for (;;) {
    const schedule = scheduleOf(run);
    const [visit] = schedule.ready;
    if (visit === undefined) return schedule;
    run = end(run, visit, "success");
  }
}
