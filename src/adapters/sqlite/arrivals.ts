import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { JOBS_PER_MESSAGE, type Job, type ToWriter } from "./job.ts";

const MOST_JOBS_PER_BATCH = 200;
/** How long the writer waits for jobs that are on their way, in milliseconds, and how often it looks. */
const LONGEST_WAIT_MS = 2;
const LOOK_EVERY_MS = 0.02;

/** What has come from the main thread, as the writer takes it in: in batches that grow while they are written. */
export class Arrivals {
  readonly #port: MessagePort;
  readonly #nap: () => void;
  #waiting: Job[] = [];
  #batched = 0;
  /** The last message was a full one, so another follows it. */
  #expected = false;
  #over = false;

  /** @param nap passes a little time, until it looks again */
  constructor(port: MessagePort, nap: () => void = shortNap) {
    this.#port = port;
    this.#nap = nap;
  }

  /** True once the main thread wants to end, after everything that it sent. */
  get over(): boolean {
    return this.#over;
  }

  take(message: ToWriter): void {
    if (message === "close") this.#over = true;
    else this.#waiting.push(...message);
    this.#expected = message.length === JOBS_PER_MESSAGE;
  }

  /** The beginning of a new batch; empty when there is nothing to do. */
  batch(): readonly Job[] {
    this.#batched = 0;
    return this.more();
  }

  /** What has arrived since, or is arriving just now; nothing when the batch is to end. */
  more(): readonly Job[] {
    this.#drain();
    if (this.#waiting.length === 0) this.#awaitExpected();
    const jobs = this.#waiting.splice(0, MOST_JOBS_PER_BATCH - this.#batched);
    this.#batched += jobs.length;
    return jobs;
  }

  #drain(): void {
    for (
      let next = receiveMessageOnPort(this.#port);
      next !== undefined;
      next = receiveMessageOnPort(this.#port)
    )
      this.take(next.message);
  }

  #awaitExpected(): void {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    while (this.#expected && this.#waiting.length === 0 && performance.now() < deadline) {
      this.#nap();
      this.#drain();
    }
  }
}

const cell = new Int32Array(new SharedArrayBuffer(4));

function shortNap(): void {
  Atomics.wait(cell, 0, 0, LOOK_EVERY_MS);
}
