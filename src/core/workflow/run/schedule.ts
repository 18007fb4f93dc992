import type { WorkflowGraph } from "../graph.ts";
import { EdgeStates } from "./edge-states.ts";
import { Failures, type Stop } from "./failures.ts";
import { ForwardEdges } from "./forward-edges.ts";
import type { Happened, Of } from "./happened.ts";
import { Loops } from "./loops.ts";
import { MapBranches } from "./map-branches.ts";
import type { MapProgress } from "./map-progress.ts";
import type { ReadyVisits } from "./ready-visits.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { StepLimit } from "./step-limit.ts";
import { takeEdges } from "./take-edges.ts";
import type { Delayed, Ended, Running, Visit } from "./visit.ts";
import { Visits } from "./visits.ts";

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
  readonly #edges: EdgeStates;
  readonly #visits: Visits;
  readonly #maps: MapBranches;
  readonly #failures: Failures;
  readonly #forward: ForwardEdges;
  readonly #loops: Loops;
  readonly #steps: StepLimit;

  constructor(graph: WorkflowGraph, prefix: string, needsFiles: (visit: Visit) => boolean) {
    this.#shape = shapeOf(graph);
    const edges = new EdgeStates(this.#shape);
    const visits = new Visits(prefix, needsFiles);
    const maps = new MapBranches(graph, visits);
    const forward = new ForwardEdges(this.#shape, edges, visits);
    this.#edges = edges;
    this.#visits = visits;
    this.#maps = maps;
    this.#failures = new Failures(visits, maps);
    this.#forward = forward;
    this.#loops = new Loops(this.#shape, { edges, visits, maps, forward });
    this.#steps = new StepLimit(graph);
    for (const node of graph.start) forward.begin(node, []);
  }

  get ready(): ReadyVisits {
    return this.#visits.ready;
  }

  get running(): ReadonlyMap<string, Running> {
    return this.#visits.running;
  }

  get delayed(): ReadonlyMap<string, Delayed> {
    return this.#visits.delayed;
  }

  /** Under way, and to be brought to an end. */
  get ending(): ReadonlySet<string> {
    return this.#visits.ending;
  }

  /** Visits that do something themselves, and are under way. */
  get busy(): number {
    return this.#visits.busy;
  }

  /** Maps that need no more of their branches. */
  get decidedMaps(): ReadonlySet<string> {
    return this.#maps.decided;
  }

  /** The last visit of each node that is over. */
  get newest(): ReadonlyMap<string, Ended> {
    return this.#visits.newest;
  }

  /** All that is over, in order. */
  get ended(): readonly Ended[] {
    return this.#visits.ended;
  }

  /** Nothing new begins: a visit failed, and no edge says what follows. */
  get failure(): Stop | undefined {
    return this.#failures.first;
  }

  get steps(): number {
    return this.#visits.steps;
  }

  /** Nothing more begins before somebody says so, and why. */
  get limit(): string | undefined {
    const reached = this.ready.size > 0 ? this.#steps.reachedBy(this.steps) : undefined;
    return reached ?? this.#loops.limit;
  }

  /** Edges looked at, in all: what scheduling costs. */
  get looked(): number {
    return this.#edges.looked;
  }

  /** All that were ever to begin, in the order in which they came to that. */
  get visits(): ReadonlyMap<string, Visit> {
    return this.#visits.known;
  }

  /** Nodes that can never begin in this pass, because nothing leads to them. */
  get skipped(): ReadonlySet<string> {
    return this.#forward.skipped;
  }

  /** How often it was begun so far. */
  attempts(visit: string): number {
    return this.#visits.attempts(visit);
  }

  failures(visit: string): number {
    return this.#visits.failures(visit);
  }

  map(visit: string): MapProgress | undefined {
    return this.#maps.get(visit);
  }

  visit(id: string): Visit | undefined {
    return this.#visits.known.get(id);
  }

  started({ record, at }: Happened<Of<"node.started">>): void {
    const visit = this.#visits.begin(record, at);
    if (record.items !== undefined) this.#maps.begin(visit, record.items.length);
  }

  /** Its model is asked once more, with what it said before. */
  repairing({ record }: Happened<Of<"node.repairing">>): void {
    this.#visits.repair(record);
  }

  retrying({ record }: Happened<Of<"node.retrying">>): void {
    this.#visits.delay(record);
  }

  settled({ record, at, seq, kept }: Happened<Of<"node.settled">>): void {
    const visit = this.#visits.get(record.visit);
    const isEnding = this.ending.has(visit.id);
    const started = this.#visits.finish(visit.id);
    const ended: Ended = {
      visit,
      settled: record,
      at,
      seq,
      ...(started === undefined ? {} : { started }),
      ...(kept === undefined ? {} : { kept }),
    };
    if (isEnding && !this.#failures.countsStill(ended)) this.#failures.cut(visit);
    else this.#follow(ended);
    this.#forward.closeUndecided(() => this.failure === undefined && this.limit === undefined);
  }

  /** A person had it go on: what failed is tried again, and bounds count anew. */
  resumed(): void {
    this.#visits.forgetFailures();
    this.#steps.allowAgain(this.steps);
    this.#failures.resume();
    this.#loops.resume();
  }

  #follow(ended: Ended): void {
    const { visit, settled } = ended;
    this.#visits.ended.push(ended);
    if (visit.branch !== undefined) {
      this.#maps.ended(visit.branch.of, visit.branch.index, ended);
      return;
    }
    this.#maps.decided.delete(visit.id);
    this.#visits.newest.set(visit.node, ended);
    const followers = { loops: this.#loops, forward: this.#forward };
    if (takeEdges(this.#shape, followers, visit, settled.outcome)) return;
    if (settled.outcome === "failure") this.#failures.add(visit, settled.reason ?? "");
  }
}
