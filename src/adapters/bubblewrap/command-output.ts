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

/** What a command prints: kept within bounds, told to a listener, counted. */
export class CommandOutput {
  readonly #kept: Readonly<Record<(typeof STREAMS)[number], BoundedBytes>>;
  readonly #listener: SandboxRunOptions["onOutput"];
  #printed = 0;
  #problem: { readonly error: unknown } | undefined;

  constructor(maxOutputBytes: number, listener: SandboxRunOptions["onOutput"]) {
    this.#kept = { stdout: new BoundedBytes(maxOutputBytes), stderr: new BoundedBytes(maxOutputBytes) };
    this.#listener = listener;
  }

  /** What the listener threw. */
  get problem(): { readonly error: unknown } | undefined {
    return this.#problem;
  }

  collect(from: Readonly<Record<(typeof STREAMS)[number], Readable>>, ends: OutputEnds): void {
    for (const name of STREAMS) {
      from[name].on("data", (chunk: Buffer) => {
        this.#kept[name].push(chunk);
        this.#printed += chunk.length;
        if (this.#printed > ends.most) ends.onMore();
        this.#tell(chunk, name, ends);
      });
    }
  }

  finish(): Readonly<Record<(typeof STREAMS)[number], BoundedOutput>> {
    return { stdout: this.#kept.stdout.finish(), stderr: this.#kept.stderr.finish() };
  }

  #tell(chunk: Buffer, name: (typeof STREAMS)[number], ends: OutputEnds): void {
    try {
      if (this.#problem === undefined) this.#listener?.(chunk, name);
    } catch (error) {
      this.#problem = { error };
      ends.onProblem();
    }
  }
}
