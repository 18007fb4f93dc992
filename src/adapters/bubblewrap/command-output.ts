import type { Readable } from "node:stream";
import type { BoundedOutput, SandboxRunOptions } from "../../ports/sandbox.ts";
import { BoundedBytes } from "./bounded-bytes.ts";

const STREAMS = ["stdout", "stderr"] as const;

interface OutputEnds {
  /** More than this was printed, in bytes. */
  readonly most: number;
  readonly onMore: () => void;
  /** The listener threw, for the first time; it hears no more. */
  readonly onProblem: () => void;
}

/** What is changed before anybody sees it, and who listens. */
type Heard = Pick<SandboxRunOptions, "filter" | "onOutput">;

/** What a command prints: kept within bounds, told to a listener, counted. */
export class CommandOutput {
  readonly #kept: Readonly<Record<(typeof STREAMS)[number], BoundedBytes>>;
  readonly #heard: Heard;
  readonly #rests: (() => void)[] = [];
  #printed = 0;
  #problem: { readonly error: unknown } | undefined;

  constructor(maxOutputBytes: number, heard: Heard) {
    this.#kept = { stdout: new BoundedBytes(maxOutputBytes), stderr: new BoundedBytes(maxOutputBytes) };
    this.#heard = heard;
  }

  /** What the listener threw. */
  get problem(): { readonly error: unknown } | undefined {
    return this.#problem;
  }

  collect(from: Readonly<Record<(typeof STREAMS)[number], Readable>>, ends: OutputEnds): void {
    for (const name of STREAMS) {
      const filter = this.#heard.filter?.(name);
      from[name].on("data", (chunk: Buffer) => {
        this.#printed += chunk.length;
        if (this.#printed > ends.most) ends.onMore();
        this.#take(filter === undefined ? chunk : filter.push(chunk), name, ends);
      });
      if (filter !== undefined) this.#rests.push(() => this.#take(filter.finish(), name, ends));
    }
  }

  /** Nothing more will be printed: what a filter held back is told, too. */
  end(): void {
    for (const tellRest of this.#rests.splice(0)) tellRest();
  }

  finish(): Readonly<Record<(typeof STREAMS)[number], BoundedOutput>> {
    return { stdout: this.#kept.stdout.finish(), stderr: this.#kept.stderr.finish() };
  }

  #take(bytes: Uint8Array, name: (typeof STREAMS)[number], ends: OutputEnds): void {
    if (bytes.length === 0) return;
    this.#kept[name].push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    try {
      if (this.#problem === undefined) this.#heard.onOutput?.(bytes, name);
    } catch (error) {
      this.#problem = { error };
      ends.onProblem();
    }
  }
}
