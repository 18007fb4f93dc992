import type { VisitRecord } from "../../journal/node-record.ts";
import type { Branch, Outcome } from "../branch.ts";
import { branchOf, isForward } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import { EdgeStates, type Readiness } from "./edge-states.ts";
import { MapProgress } from "./map-progress.ts";
import { ReadyVisits } from "./ready-visits.ts";
import { behind, type Shape, shapeOf } from "./shape.ts";
import type { Delayed, Ended, Running, Visit } from "./visit.ts";

type Of<T extends VisitRecord["type"]> = VisitRecord & { readonly type: T };

/** A record in its place, as the schedule needs it. */
export interface Happened<R = VisitRecord> {
  readonly record: R;
  readonly at: string;
  readonly seq: number;
  readonly kept?: Ended["kept"];
}

/** Why a run goes no further. */
export interface Stop {
  readonly visit: Visit;
  readonly reason: string;
}

/**
 * What of a run may begin, is under way and is over, after each of its records. The rules are W1 to W4, E1 to
 * E4, J1 to J3 and M1 to M5 of the graph. Taking a record costs what it changes, not what the graph is long.
 *
 * S1. What it answers follows from the graph and the order of the records alone.
 * S2. A visit that is to be ended (its run failed, its map is decided, its loop began anew) ends with a
 *     record like any other, from which nothing follows.
 */
export class Schedule {
  readonly #shape: Shape;
  readonly #prefix: string;
  readonly #edges: EdgeStates;
  readonly #visits = new Map<string, number>();
  readonly #known = new Map<string, Visit>();
  readonly #maps = new Map<string, MapProgress>();
  readonly #decidedMaps = new Set<string>();
  readonly #newest = new Map<string, Ended>();
  readonly #ended: Ended[] = [];
  readonly #ending = new Set<string>();
  /** Ended because the run failed: they go on when it is resumed. */
  readonly #cutOff: Visit[] = [];
  readonly #failed: Visit[] = [];
  readonly #skipped = new Set<string>();
  /** Could not begin in this pass, but a loop may come back to them: given up once nothing is under way. */
  readonly #inLoops = new Set<string>();
  readonly #attempts = new Map<string, number>();
  /** Tries that failed since somebody last had the run go on. */
  readonly #failures = new Map<string, number>();
  /** Loops that used up their visits, with who would have taken them. */
  readonly #exhausted: { readonly edge: number; readonly by: Visit }[] = [];
  #failure: Stop | undefined;
  #allowedSteps: number;
  #steps = 0;

  readonly ready: ReadyVisits;
  readonly #running = new Map<string, Running>();
  readonly #delayed = new Map<string, Delayed>();
  #busy = 0;

  constructor(graph: WorkflowGraph, prefix: string, needsFiles: (visit: Visit) => boolean) {
    this.#shape = shapeOf(graph);
    this.#prefix = prefix;
    this.#edges = new EdgeStates(this.#shape);
    this.ready = new ReadyVisits(needsFiles);
    this.#allowedSteps = maxStepsOf(graph);
    for (const node of graph.start) this.#enqueue(node, []);
  }

  get running(): ReadonlyMap<string, Running> {
    return this.#running;
  }

  get delayed(): ReadonlyMap<string, Delayed> {
    return this.#delayed;
  }

  /** Under way, and to be brought to an end. */
  get ending(): ReadonlySet<string> {
    return this.#ending;
  }

  /** Visits that do something themselves, and are under way. */
  get busy(): number {
    return this.#busy;
  }

  /** Maps that need no more of their branches. */
  get decidedMaps(): ReadonlySet<string> {
    return this.#decidedMaps;
  }

  /** The last visit of each node that is over. */
  get newest(): ReadonlyMap<string, Ended> {
    return this.#newest;
  }

  /** All that is over, in order. */
  get ended(): readonly Ended[] {
    return this.#ended;
  }

  /** Nothing new begins: a visit failed, and no edge says what follows. */
  get failure(): Stop | undefined {
    return this.#failure;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Nothing more begins before somebody says so, and why. */
  get limit(): string | undefined {
    if (this.#steps >= this.#allowedSteps && this.ready.size > 0)
      return `used all ${maxStepsOf(this.#shape.graph)} steps of the run (maxSteps)`;
    const [first] = this.#exhausted;
    const edge = first === undefined ? undefined : this.#shape.graph.edges[first.edge];
    if (edge === undefined) return undefined;
    return `the edge from ${edge.from} to ${edge.to} was taken ${edge.maxVisits} times (maxVisits), and nothing says what follows then`;
  }

  /** Edges looked at, in all: what scheduling costs. */
  get looked(): number {
    return this.#edges.looked;
  }

  /** All that were ever to begin, in the order in which they came to that. */
  get visits(): ReadonlyMap<string, Visit> {
    return this.#known;
  }

  /** Nodes that can never begin in this pass, because nothing leads to them. */
  get skipped(): ReadonlySet<string> {
    return this.#skipped;
  }

  /** How often it was begun so far. */
  attempts(visit: string): number {
    return this.#attempts.get(visit) ?? 0;
  }

  failures(visit: string): number {
    return this.#failures.get(visit) ?? 0;
  }

  map(visit: string): MapProgress | undefined {
    return this.#maps.get(visit);
  }

  visit(id: string): Visit | undefined {
    return this.#known.get(id);
  }

  started({ record, at }: Happened<Of<"node.started">>): void {
    const visit = this.#visitOf(record.visit);
    if (!this.#running.has(visit.id)) {
      this.ready.delete(visit.id);
      this.#delayed.delete(visit.id);
      if (visit.branch === undefined && record.attempt === 1) this.#steps += 1;
    }
    const isMap = record.items !== undefined;
    if (!isMap && !this.#running.has(visit.id)) this.#busy += 1;
    this.#attempts.set(visit.id, record.attempt);
    this.#running.set(visit.id, { visit, attempt: record.attempt, started: record, since: at, repairs: [] });
    if (isMap) this.#beginMap(visit, record.items?.length ?? 0);
  }

  /** Its model is asked once more, with what it said before. */
  repairing({ record }: Happened<Of<"node.repairing">>): void {
    const running = this.#running.get(record.visit);
    if (running === undefined) throw new Error(`the visit ${record.visit} is not under way`);
    this.#running.set(record.visit, { ...running, repairs: [...running.repairs, record] });
  }

  retrying({ record }: Happened<Of<"node.retrying">>): void {
    const { visit } = this.#leave(record.visit);
    this.#failures.set(visit.id, this.failures(visit.id) + 1);
    this.#delayed.set(visit.id, { visit, attempt: record.attempt, retryAt: record.retryAt });
  }

  settled({ record, at, seq, kept }: Happened<Of<"node.settled">>): void {
    const visit = this.#visitOf(record.visit);
    const started = this.#running.get(visit.id);
    const isEnding = this.#ending.has(visit.id);
    if (started !== undefined) this.#leave(visit.id);
    else if (visit.branch === undefined) this.#steps += 1;
    this.ready.delete(visit.id);
    this.#delayed.delete(visit.id);
    const ended: Ended = {
      visit,
      settled: record,
      at,
      seq,
      ...(started === undefined ? {} : { started }),
      ...(kept === undefined ? {} : { kept }),
    };
    if (isEnding && !this.#countsStill(ended)) this.#cut(visit);
    else this.#follow(ended);
    this.#closeWhatNothingDecides();
  }

  /** A person had it go on: what failed is tried again, and bounds count anew. */
  resumed(): void {
    this.#failure = undefined;
    this.#failures.clear();
    this.#allowedSteps = this.#steps + maxStepsOf(this.#shape.graph);
    for (const visit of this.#failed.splice(0)) this.#again(visit);
    for (const visit of this.#cutOff.splice(0)) this.ready.add(visit);
    for (const { edge, by } of this.#exhausted.splice(0)) {
      this.#edges.allowAgain(edge);
      this.#takeBack(edge, by);
    }
  }

  #visitOf(id: string): Visit {
    const visit = this.#known.get(id);
    if (visit === undefined) throw new Error(`the run has no visit ${id}`);
    return visit;
  }

  #enqueue(node: string, from: readonly string[], missing?: readonly string[]): void {
    this.#edges.markBegun(node);
    this.#skipped.delete(node);
    const number = (this.#visits.get(node) ?? 0) + 1;
    this.#visits.set(node, number);
    const lacking = missing === undefined ? {} : { missing };
    this.#await({ id: `${this.#prefix}${node}#${number}`, node, number, from, ...lacking });
  }

  #await(visit: Visit): void {
    this.#known.set(visit.id, visit);
    this.ready.add(visit);
  }

  #beginMap(visit: Visit, total: number): void {
    const node = this.#shape.graph.nodes[visit.node];
    if (node?.kind !== "map") throw new Error(`${visit.node} is no map`);
    if (this.#maps.has(visit.id)) return;
    const { maxConcurrency = USUAL_CONCURRENCY } = this.#shape.graph;
    const map = new MapProgress(visit, node, total, maxConcurrency);
    this.#maps.set(visit.id, map);
    this.#advanceMap(map);
  }

  #advanceMap(map: MapProgress): void {
    if (!map.isDecided) {
      for (const branch of map.next()) this.#await(branch);
      return;
    }
    this.#decidedMaps.add(map.visit.id);
    this.#endBelow(map.visit.id);
  }

  /** Branches of it that are under way are brought to an end, and others do not begin. */
  #endBelow(map: string): void {
    for (const { id, branch } of [...this.ready]) if (branch?.of === map) this.ready.delete(id);
    for (const [id, { visit }] of [...this.#delayed]) if (visit.branch?.of === map) this.#delayed.delete(id);
    for (const [id, { visit }] of this.#running) if (visit.branch?.of === map) this.#ending.add(id);
  }

  #leave(id: string): Running {
    const running = this.#running.get(id);
    if (running === undefined) throw new Error(`the visit ${id} is not under way`);
    this.#running.delete(id);
    if (running.started.items === undefined) this.#busy -= 1;
    return running;
  }

  /** It came to its end before it could be brought to one. */
  #countsStill({ visit, settled }: Ended): boolean {
    const counts = this.#failure !== undefined && settled.outcome === "success" && this.#isOfThisPass(visit);
    if (counts) this.#ending.delete(visit.id);
    return counts;
  }

  /** S2 */
  #cut(visit: Visit): void {
    this.#ending.delete(visit.id);
    if (this.#failure !== undefined && this.#isOfThisPass(visit)) this.#cutOff.push(visit);
  }

  #isOfThisPass({ node, number, branch }: Visit): boolean {
    if (branch !== undefined) return this.#running.has(branch.of) && !this.#decidedMaps.has(branch.of);
    return this.#visits.get(node) === number;
  }

  #follow(ended: Ended): void {
    const { visit } = ended;
    this.#ended.push(ended);
    if (visit.branch !== undefined) {
      const map = this.#maps.get(visit.branch.of);
      map?.ended(visit.branch.index, ended);
      if (map !== undefined) this.#advanceMap(map);
      return;
    }
    this.#decidedMaps.delete(visit.id);
    this.#newest.set(visit.node, ended);
    const { outcome, reason = "" } = ended.settled;
    if (this.#takeEdges(visit, outcome)) return;
    if (outcome === "failure") this.#fail(visit, reason);
  }

  /** W2 */
  #fail(visit: Visit, reason: string): void {
    this.#failed.push(visit);
    this.#failure ??= { visit, reason };
    for (const [id, { started }] of this.#running) if (started.items === undefined) this.#ending.add(id);
    for (const [, { visit: waiting }] of this.#delayed) this.ready.add(waiting);
    this.#delayed.clear();
  }

  #again(visit: Visit): void {
    const map = this.#maps.get(visit.id);
    if (map === undefined) return void this.ready.add(visit);
    map.reopen();
    const last = this.#ended.findLast((one) => one.visit.id === visit.id)?.started;
    if (last !== undefined) this.#running.set(visit.id, last);
    this.#advanceMap(map);
  }

  /** True when something follows, or a bound keeps it from following. */
  #takeEdges(visit: Visit, outcome: Outcome): boolean {
    const out = this.#shape.out.get(visit.node) ?? [];
    const loops = out.filter((index) => !this.#isForward(index) && this.#fits(index, outcome));
    const spent = loops.filter((index) => this.#isSpent(index));
    const instead = spent.length === 0 ? [] : out.filter((index) => this.#fits(index, "exhausted"));
    const taken = [...loops.filter((index) => !spent.includes(index)), ...instead];
    if (spent.length > 0 && instead.length === 0)
      this.#exhausted.push(...spent.map((edge) => ({ edge, by: visit })));
    let undecided = false;
    for (const index of taken.filter((one) => !this.#isForward(one)))
      if (this.#takeBack(index, visit).has(visit.node)) undecided = true;
    const fitting = out.filter(
      (index) => this.#isForward(index) && (this.#fits(index, outcome) || instead.includes(index)),
    );
    const isBehind = (index: number) => this.#isBehindTarget(index, visit.node);
    if (!undecided && !(instead.length === 0 && spent.some(isBehind)))
      this.#decideForward(visit, out, fitting);
    return taken.length > 0 || fitting.length > 0 || spent.length > 0;
  }

  #isBehindTarget(index: number, node: string): boolean {
    const edge = this.#shape.graph.edges[index];
    return edge !== undefined && behind(this.#shape, edge.to).has(node);
  }

  #isForward(index: number): boolean {
    const edge = this.#shape.graph.edges[index];
    return edge !== undefined && isForward(edge);
  }

  #fits(index: number, outcome: Branch): boolean {
    const edge = this.#shape.graph.edges[index];
    if (edge === undefined) return false;
    const on = branchOf(edge);
    return on === outcome || (on === "always" && outcome !== "exhausted");
  }

  #isSpent(index: number): boolean {
    return this.#edges.uses(index) >= (this.#shape.graph.edges[index]?.maxVisits ?? Number.POSITIVE_INFINITY);
  }

  /** E3 */
  #takeBack(index: number, by: Visit): ReadonlySet<string> {
    const edge = this.#shape.graph.edges[index];
    if (edge === undefined) return new Set();
    this.#edges.use(index);
    const region = this.#edges.reset(edge.to);
    for (const visit of [...this.ready]) if (region.has(visit.node)) this.ready.delete(visit.id);
    for (const [id, { visit }] of [...this.#delayed]) if (region.has(visit.node)) this.#delayed.delete(id);
    for (const [id, { visit }] of this.#running) if (region.has(visit.node)) this.#supersede(id);
    this.#enqueue(edge.to, [by.id]);
    return region;
  }

  /** A map has no work of its own to end: it is over at once. */
  #supersede(id: string): void {
    if (this.#maps.has(id)) this.#decidedMaps.add(id);
    this.#ending.add(id);
  }

  #decideForward(visit: Visit, out: readonly number[], taken: readonly number[]): void {
    const dead: string[] = [];
    for (const index of out) {
      if (!this.#isForward(index)) continue;
      this.#decide(index, taken.includes(index) ? "taken" : "closed", visit.id, dead);
    }
    this.#bury(dead);
  }

  #decide(index: number, how: "taken" | "closed", by: string, dead: string[]): void {
    const edge = this.#shape.graph.edges[index];
    if (edge === undefined) return;
    this.#edges.decide(index, how, by);
    const next = this.#edges.readiness(edge.to);
    if (next.state === "begins") this.#enqueue(edge.to, next.from);
    else if (next.state !== "unsatisfied") return;
    else if (this.#shape.looped.has(edge.to)) this.#inLoops.add(edge.to);
    else this.#giveUp(edge.to, next, dead);
  }

  #giveUp(node: string, { how, missing }: Readiness & { state: "unsatisfied" }, dead: string[]): void {
    if (how === "failure") this.#enqueue(node, [], missing);
    else {
      this.#edges.markBegun(node);
      dead.push(node);
    }
  }

  /** J3: what can never begin is skipped, and so is what follows from it alone. No record says so. */
  #bury(dead: string[]): void {
    for (const node of dead) {
      this.#skipped.add(node);
      const out = this.#shape.out.get(node) ?? [];
      for (const index of out) {
        if (!this.#isForward(index)) continue;
        this.#decide(index, this.#fits(index, "skipped") ? "taken" : "closed", node, dead);
      }
    }
  }

  /** Nothing is under way: what is undecided stays so, and no loop comes back to what was closed. */
  #closeWhatNothingDecides(): void {
    while (this.ready.size + this.#running.size + this.#delayed.size === 0 && this.#failure === undefined) {
      const node = this.#nextUndecided();
      if (node === undefined || this.limit !== undefined) return;
      this.#edges.closeOpen(node);
      const dead: string[] = [];
      const next = this.#edges.readiness(node);
      if (next.state === "begins") this.#enqueue(node, next.from);
      else if (next.state === "unsatisfied") this.#giveUp(node, next, dead);
      this.#bury(dead);
    }
  }

  #nextUndecided(): string | undefined {
    for (const node of this.#inLoops) {
      this.#inLoops.delete(node);
      if (this.#edges.readiness(node).state === "unsatisfied") return node;
    }
    const [node] = this.#edges.waiting;
    return node;
  }
}

export const USUAL_CONCURRENCY = 8;

function maxStepsOf({ maxSteps, nodes }: WorkflowGraph): number {
  return maxSteps ?? Math.max(16, 4 * Object.keys(nodes).length);
}
