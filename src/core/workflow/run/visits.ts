import type { Of } from "./happened.ts";
import { ReadyVisits } from "./ready-visits.ts";
import type { Delayed, Ended, Running, Visit } from "./visit.ts";

/** All visits of a run: which may begin, which are under way or wait for another try, and which are over. */
export class Visits {
  readonly ready: ReadyVisits;
  readonly running = new Map<string, Running>();
  readonly delayed = new Map<string, Delayed>();
  /** Under way, and to be brought to an end. */
  readonly ending = new Set<string>();
  /** All that were ever to begin, in the order in which they came to that. */
  readonly known = new Map<string, Visit>();
  /** The last one of each node that is over. */
  readonly newest = new Map<string, Ended>();
  /** All that are over, in order. */
  readonly ended: Ended[] = [];
  readonly #prefix: string;
  readonly #numbers = new Map<string, number>();
  readonly #attempts = new Map<string, number>();
  /** Tries that failed since somebody last had the run go on. */
  readonly #failures = new Map<string, number>();
  #busy = 0;
  #steps = 0;

  constructor(prefix: string, needsFiles: (visit: Visit) => boolean) {
    this.#prefix = prefix;
    this.ready = new ReadyVisits(needsFiles);
  }

  /** Those that do something themselves, and are under way. */
  get busy(): number {
    return this.#busy;
  }

  get steps(): number {
    return this.#steps;
  }

  attempts(visit: string): number {
    return this.#attempts.get(visit) ?? 0;
  }

  failures(visit: string): number {
    return this.#failures.get(visit) ?? 0;
  }

  forgetFailures(): void {
    this.#failures.clear();
  }

  get(id: string): Visit {
    const visit = this.known.get(id);
    if (visit === undefined) throw new Error(`the run has no visit ${id}`);
    return visit;
  }

  isNewest({ node, number }: Visit): boolean {
    return this.#numbers.get(node) === number;
  }

  /** The next one of a node may begin. */
  next(node: string, from: readonly string[], missing: readonly string[] | undefined): void {
    const number = (this.#numbers.get(node) ?? 0) + 1;
    this.#numbers.set(node, number);
    const lacking = missing === undefined ? {} : { missing };
    this.await({ id: `${this.#prefix}${node}#${number}`, node, number, from, ...lacking });
  }

  await(visit: Visit): void {
    this.known.set(visit.id, visit);
    this.ready.add(visit);
  }

  /** Answers with the visit, which is under way now; it may have been so before. */
  begin(record: Of<"node.started">, at: string): Visit {
    const visit = this.get(record.visit);
    const isNew = !this.running.has(visit.id);
    if (isNew) {
      this.ready.delete(visit.id);
      this.delayed.delete(visit.id);
      if (visit.branch === undefined && record.attempt === 1) this.#steps += 1;
      if (record.items === undefined) this.#busy += 1;
    }
    this.#attempts.set(visit.id, record.attempt);
    this.running.set(visit.id, { visit, attempt: record.attempt, started: record, since: at, repairs: [] });
    return visit;
  }

  repair(record: Of<"node.repairing">): void {
    const running = this.#underWay(record.visit);
    this.running.set(record.visit, { ...running, repairs: [...running.repairs, record] });
  }

  delay({ visit: id, attempt, retryAt }: Of<"node.retrying">): void {
    const { visit } = this.#leave(id);
    this.#failures.set(visit.id, this.failures(visit.id) + 1);
    this.delayed.set(visit.id, { visit, attempt, retryAt });
  }

  /** Neither under way nor to begin any more; answers how it was under way, if it was. */
  finish(id: string): Running | undefined {
    const visit = this.get(id);
    const running = this.running.has(id) ? this.#leave(id) : undefined;
    if (running === undefined && visit.branch === undefined) this.#steps += 1;
    this.ready.delete(id);
    this.delayed.delete(id);
    return running;
  }

  /** What waits to begin, or for another try, does not: of those it is asked about. */
  withdraw(which: (visit: Visit) => boolean): void {
    for (const visit of [...this.ready]) if (which(visit)) this.ready.delete(visit.id);
    for (const [id, { visit }] of [...this.delayed]) if (which(visit)) this.delayed.delete(id);
  }

  /** What waits for another try may begin at once, whenever that is. */
  readyDelayed(): void {
    for (const { visit } of this.delayed.values()) this.ready.add(visit);
    this.delayed.clear();
  }

  /** Nothing is under way and nothing may begin. */
  get isIdle(): boolean {
    return this.ready.size + this.running.size + this.delayed.size === 0;
  }

  #leave(id: string): Running {
    const running = this.#underWay(id);
    this.running.delete(id);
    if (running.started.items === undefined) this.#busy -= 1;
    return running;
  }

  #underWay(id: string): Running {
    const running = this.running.get(id);
    if (running === undefined) throw new Error(`the visit ${id} is not under way`);
    return running;
  }
}
