import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { LegateError } from "../../ports/failure.ts";
import { errorOf } from "./failure-note.ts";
import { type FromWriter, JOBS_PER_MESSAGE, type Job, type ToWriter, type WriterData } from "./job.ts";

interface Pending {
  readonly resolve: (position: number) => void;
  readonly reject: (error: unknown) => void;
}

/** The main thread's end of the writer thread, which is started by the first commit. */
export class WriterClient {
  readonly #data: WriterData;
  readonly #onCommitted: () => void;
  readonly #pending = new Map<number, Pending>();
  #outgoing: Job[] = [];
  #sending = false;
  #thread: Worker | undefined;
  #dead: LegateError | undefined;

  /** `onCommitted` is called after each batch that wrote something, once its commits are answered. */
  constructor(data: WriterData, onCommitted: () => void) {
    this.#data = data;
    this.#onCommitted = onCommitted;
  }

  /** Why nothing can be written any more, once that is so. */
  get dead(): LegateError | undefined {
    return this.#dead;
  }

  /** Resolves with the position once the job is on disk. */
  write(job: Job): Promise<number> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    return new Promise((resolve, reject) => {
      this.#pending.set(job.id, { resolve, reject });
      this.#outgoing.push(job);
      this.#sendSoon();
    });
  }

  /** Waits for everything that was sent, and ends the thread. */
  async close(): Promise<void> {
    await Promise.resolve(); // what is about to be sent goes first
    const thread = this.#thread;
    if (thread === undefined) return;
    thread.ref();
    const ended = once(thread, "exit");
    this.#post(thread, "close");
    await ended;
  }

  /**
   * Jobs that come one right after the other travel together. A full message does not wait for the
   * rest, so that the writer writes it while we encode the next jobs.
   */
  #sendSoon(): void {
    if (this.#outgoing.length === JOBS_PER_MESSAGE) this.#send();
    if (this.#sending) return;
    this.#sending = true;
    queueMicrotask(() => {
      this.#sending = false;
      this.#send();
    });
  }

  #send(): void {
    const jobs = this.#outgoing;
    this.#outgoing = [];
    this.#thread ??= this.#start();
    // A pending commit keeps the process alive; an idle store does not.
    this.#thread.ref();
    this.#post(this.#thread, jobs);
  }

  #post(thread: Worker, message: ToWriter): void {
    thread.postMessage(message);
  }

  #start(): Worker {
    // The sources run as they are, and so does what is built from them.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const thread = new Worker(new URL(`./writer-thread.${extension}`, import.meta.url), {
      workerData: this.#data,
      execArgv: [], // flags for the program's own code, such as --input-type, would stop the thread
    });
    thread.on("message", (answer: FromWriter) => this.#answered(answer));
    thread.on("error", (error) => this.#die(error));
    thread.on("exit", () => {
      this.#thread = undefined;
      if (this.#pending.size > 0) this.#die(undefined);
    });
    return thread;
  }

  #answered({ done, failed, dead }: FromWriter): void {
    if (dead !== undefined) this.#dead ??= errorOf(dead) as LegateError;
    for (let i = 0; i + 1 < done.length; i += 2) this.#take(done[i])?.resolve(done[i + 1] ?? 0);
    for (const { id, failure } of failed) this.#take(id)?.reject(errorOf(failure));
    if (this.#pending.size === 0) this.#thread?.unref();
    if (done.length > 0) this.#onCommitted();
  }

  #take(id: number | undefined): Pending | undefined {
    if (id === undefined) return undefined;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #die(cause: unknown): void {
    const message = `The writer of ${this.#data.file} stopped; start again to go on after the last acknowledged record.`;
    this.#dead ??= new LegateError("store-unavailable", message, { cause });
    for (const { reject } of this.#pending.values()) reject(this.#dead);
    this.#pending.clear();
  }
}
