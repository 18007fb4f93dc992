import { emptyContents } from "../../src/adapters/memory/contents.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createKnownKeyAuditor } from "../../src/adapters/signing/known-key-auditor.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { Chance } from "../chance.ts";
import { type Effect, storyOf, workerOf } from "../checks/effect-check.ts";
import type { Defect } from "./defects.ts";
import { type Odds, type Plan, planned } from "./plan.ts";
import { Scheduler } from "./scheduler.ts";
import { PresenceBoard } from "./sim-presence.ts";
import { SimProcess } from "./sim-process.ts";
import { Timeline } from "./timeline.ts";
import { Watch } from "./watch.ts";

/** One simulated machine: its disk, its time, its processes, and what happened outside of it. */
export class World {
  readonly chance: Chance;
  readonly plan: Plan;
  readonly planted: Defect;
  readonly timeline = new Timeline();
  readonly scheduler: Scheduler<SimProcess>;
  readonly presence = new PresenceBoard(this);
  readonly contents = emptyContents();
  readonly hasher = sha256Hasher;
  readonly auditor = createKnownKeyAuditor(sha256Hasher);
  readonly watch: Watch;
  readonly processes: SimProcess[] = [];
  readonly effects: Effect[] = [];
  readonly problems: string[] = [];
  readonly #trace: ((line: string) => void) | undefined;
  /** Faults are over: from here everything must come to a rest. */
  calm = false;
  diskIsFull = false;
  crashes = 0;
  /** A process stood still, and may have begun something after others had asked about it. */
  stoodStill = false;
  /** What somebody said to a worker, and was answered that it is kept. */
  readonly said: { readonly worker: string; readonly text: string }[] = [];

  constructor(seed: number, planted: Defect, trace?: (line: string) => void) {
    this.chance = new Chance(seed);
    this.plan = planned(this.chance);
    this.planted = planted;
    this.#trace = trace;
    this.scheduler = new Scheduler(this.chance);
    this.watch = new Watch((problem) => this.problem(problem));
  }

  /** Whether chance wants this fault now. Asked only where it could happen. */
  may(fault: keyof Odds): boolean {
    return !this.calm && this.chance.happens(this.plan.odds[fault]);
  }

  problem(what: string): void {
    this.problems.push(what);
    this.note(`PROBLEM ${what}`);
  }

  note(what: string): void {
    this.#trace?.(`${String(this.timeline.elapsedMs).padStart(8)} ms  ${what}`);
  }

  noteRecords(by: SimProcess, stored: readonly StoredRecord[]): void {
    if (this.#trace === undefined) return;
    for (const [worker, records] of Map.groupBy(stored, (record) => record.worker)) {
      const name = this.contents.streams.get(worker)?.name ?? worker;
      const types = records.map(({ seq, record }) => `${seq} ${record.type}`);
      this.note(`  ${by.name} writes ${name} (${worker.slice(-3)}): ${types.join(", ")}`);
    }
  }

  newProcess(): SimProcess {
    const process = new SimProcess(this, `p${this.processes.length + 1}`);
    this.processes.push(process);
    return process;
  }

  othersHear(by: SimProcess): void {
    for (const process of this.processes) if (process !== by && process.alive) void process.hear();
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
    const gone = this.watch.isGone(workerOf(effect.key));
    const begun = storyOf(this.watch.journals, effect.key).intents > 0;
    if (!begun && !gone) this.problem(`${effect.key} happens before its intent is on disk`);
    this.note(`effect ${effect.key} (${effect.effectClass})`);
  }
}
