import { setTimeout as delay } from "node:timers/promises";
import { driverId } from "../../src/core/ids.ts";
import type { WorkerSummary } from "../../src/core/worker/summary.ts";
import { isFailure } from "../../src/ports/failure.ts";
import { createLegateOver } from "../../src/runtime/create-legate.ts";
import { Driver } from "../../src/runtime/driver.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import type { Life } from "./life.ts";
import { birthsOf, type LifePorts, portsIn } from "./ports-in.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";

const ASK_EVERY_MS = 10;
/** A life takes some tenths of a second. */
const LONGEST_LIFE_MS = 30_000;

/** The other process of a life, which here is the sweep's own: it answers questions, and goes on where the first one died. */
export class LaterProcess implements AsyncDisposable {
  readonly ports: LifePorts;
  readonly #life: Life;
  readonly #operator: Legate;
  readonly #opened: AsyncDisposable[] = [];
  #over = false;

  private constructor(life: Life, ports: LifePorts) {
    this.#life = life;
    this.ports = ports;
    this.#operator = this.#open({ adopts: false, drive: "anyone" }).legate;
  }

  static async open(life: Life): Promise<LaterProcess> {
    return new LaterProcess(life, await portsIn(life));
  }

  /** Says to each question what the scenario says, until it is told to stop. */
  async answer(stop: AbortSignal): Promise<void> {
    const { answer }: Scenario = SCENARIOS[this.#life.scenario];
    while (answer !== undefined && !stop.aborted) {
      for (const { id, questions, waitingOn, pendingInputs } of await this.#operator.list({
        statuses: ["waiting"],
      })) {
        for (const { approval } of questions)
          await this.#operator[answer](id, { approval }).catch(unlessAnswered);
        if (waitingOn === "input" && pendingInputs === 0) await this.#operator.send(id, "like this");
      }
      await delay(ASK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  /** Drives everything to its end, and answers how it ended. What failed for want of a disk is resumed. */
  async finish(): Promise<readonly WorkerSummary[]> {
    const { driver, legate } = this.#open({ adopts: true, drive: "here" });
    await driver.start();
    const ids: string[] = [];
    for (const input of birthsOf(this.#life)) ids.push((await legate.spawn(input)).id);
    const done = new AbortController();
    const answering = this.answer(done.signal);
    const wait = () => legate.wait(ids, { until: "settled", timeoutMs: LONGEST_LIFE_MS });
    const broken = (await wait()).workers.filter(
      ({ failure, status }) => failure === "disk-full" || status === "interrupted",
    );
    for (const { id } of broken) await legate.resume(id);
    const { workers } = await wait();
    done.abort();
    await answering;
    return workers;
  }

  /** The files that the last checkpoint of each worker adds to its base; nothing where no files are. */
  async filesKept(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const kept = new Map<string, ReadonlySet<string>>();
    const { workspaces }: Scenario = SCENARIOS[this.#life.scenario];
    if (workspaces !== "git") return kept;
    for (const { id } of await this.#operator.list()) {
      const { files } = await this.#operator.diff(id);
      kept.set(id, new Set(files.map(({ path }) => path)));
    }
    return kept;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    for (const opened of this.#opened) await opened[Symbol.asyncDispose]();
    await this.ports.store[Symbol.asyncDispose]();
  }

  #open({ adopts, drive }: Opening): { driver: Driver; legate: Legate } {
    const { ports } = this;
    const driver = new Driver(ports, {
      identity: { id: driverId(ports.clock.uuid()), pid: process.pid },
      maxConcurrent: 8,
      adopts,
      defaults: {},
      report: (_worker, error) => void process.stderr.write(`sweep: ${String(error)}\n`),
    });
    const legate = createLegateOver(ports, driver, { defaults: {}, drive });
    this.#opened.push(legate);
    return { driver, legate };
  }
}

interface Opening {
  readonly adopts: boolean;
  readonly drive: "here" | "anyone";
}

/** Between looking and answering, the worker may have gone on without us. */
function unlessAnswered(error: unknown): void {
  if (!isFailure(error, "not-allowed-now")) throw error;
}
