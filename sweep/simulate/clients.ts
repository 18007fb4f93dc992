import { isFailure } from "../../src/ports/failure.ts";
import { deadline } from "../../src/runtime/deadline.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { isPlanned, said } from "./open-process.ts";
import type { PlannedWorker } from "./plan.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

/** Where it is asked. */
interface Place {
  readonly world: World;
  readonly process: SimProcess;
}

type Verb = (legate: Legate, worker: string, place: Place) => Promise<unknown>;

/** What people and programs ask of a worker, at any moment. */
const VERBS: Readonly<Record<string, Verb>> = {
  approve: (legate, worker) => legate.approve(worker, { by: "somebody" }),
  deny: (legate, worker) => legate.deny(worker, { by: "somebody" }),
  close: (legate, worker) => legate.close(worker, { by: "somebody" }),
  interrupt: (legate, worker) => legate.interrupt(worker, { by: "somebody" }),
  resume: (legate, worker) => legate.resume(worker, { by: "somebody" }),
  release: (legate, worker) => legate.release(worker, { by: "somebody" }),
  tell: (legate, worker, { world }) => tell(legate, worker, world, "steer"),
  "tell later": (legate, worker, { world }) => tell(legate, worker, world, "followUp"),
  "cut the turn of": (legate, worker) => legate.interruptTurn(worker, { by: "somebody" }),
  narrow: (legate, worker) => legate.narrow(worker, { sideEffects: "read_only" }, { by: "somebody" }),
  drop: (legate, worker) => legate.drop(worker, { by: "somebody" }),
  "remove what is over, at": (legate) => legate.gc({ apply: true, olderThanMs: 0, by: "somebody" }),
  fork: (legate, worker) => legate.fork(worker, { by: "somebody" }),
  "wait for": (legate, worker) => legate.wait(worker, { timeoutMs: LONGEST_MS }), // or for ever, for a yes
  follow,
};

const LONGEST_MS = 30 * 60_000;

async function tell(legate: Legate, worker: string, world: World, mode: "steer" | "followUp"): Promise<void> {
  const text = `news ${world.chance.below(1_000_000)}`;
  await legate.send(worker, text, { by: "somebody", mode });
  world.said.push({ worker, text });
}

/** Whoever follows a worker sees each record once and in order, as far as it goes. */
async function follow(legate: Legate, worker: string, { world, process }: Place): Promise<void> {
  using late = deadline(process.clock, LONGEST_MS);
  let seen = 0;
  for await (const event of legate.events(worker, { live: false, signal: late.signal })) {
    if (event.kind !== "record") continue;
    if (event.record.seq !== seen + 1)
      world.problem(`after record ${seen} of ${worker} came ${event.record.seq}`);
    seen = event.record.seq;
  }
}

/** What somebody who asks may be answered besides a yes. */
const ANSWERS = [
  "not-allowed-now",
  "bad-input",
  "timed-out",
  "closed",
  "unknown-worker",
  "driver-lost",
  "denied",
] as const;

/** Those who use the library of one process or another. */
export class Clients {
  readonly #world: World;
  readonly #born = new Set<string>();
  readonly #birthplace = new Map<string, SimProcess>();

  constructor(world: World) {
    this.#world = world;
  }

  get allAreBorn(): boolean {
    return this.#born.size === this.#world.plan.workers.length;
  }

  /** Asks for each worker that is not known to exist; one whose process died is asked for again, elsewhere. */
  spawnMissing(): void {
    for (const worker of this.#world.plan.workers) {
      if (this.#born.has(worker.key) || this.#birthplace.get(worker.key)?.alive) continue;
      const process = this.#anyProcess();
      if (process !== undefined) this.#spawn(process, worker);
    }
  }

  /** One command to one worker. */
  command(): void {
    const process = this.#anyProcess();
    const worker = this.#world.chance.any([...this.#world.contents.streams.keys()]);
    const verb = this.#world.chance.any(Object.keys(VERBS));
    if (process === undefined || worker === undefined || verb === undefined) return;
    this.#ask(process, `${verb} ${worker.slice(-2)}`, (legate) =>
      VERBS[verb]?.(legate, worker, { world: this.#world, process }),
    );
  }

  #spawn(process: SimProcess, { key, input }: PlannedWorker): void {
    this.#birthplace.set(key, process);
    this.#ask(process, `spawn ${key}`, async (legate) => {
      await legate.spawn(input).finally(() => this.#birthplace.delete(key));
      this.#born.add(key);
    });
  }

  #ask(process: SimProcess, what: string, call: (legate: Legate) => Promise<unknown> | undefined): void {
    const { opened } = process;
    if (opened === undefined) return;
    const world = this.#world;
    world.note(`${process.name} is asked to ${what}`);
    process.pending += 1;
    const over = (answer: string) => {
      process.pending -= 1;
      world.note(`${process.name} answers ${what}: ${answer}`);
    };
    const failed = (error: unknown) => {
      over(error instanceof Error ? error.message : String(error));
      const expected = isPlanned(error) || ANSWERS.some((code) => isFailure(error, code));
      if (!expected) world.problem(`${process.name} answers ${what} with ${said(error)}`);
    };
    void call(opened.legate)?.then(() => over("done"), failed);
  }

  #anyProcess(): SimProcess | undefined {
    return this.#world.chance.any(this.#world.processes.filter(({ busy }) => busy));
  }
}
