import { readFileSync } from "node:fs";

/** How long each turn of one worker took, and how much was written to disk meanwhile. */
export class TurnMeter {
  readonly #ms: number[] = [];
  readonly #bytes: number[] = [];

  /** To be called whenever the model is asked: one turn ends, the next begins. */
  begin(): void {
    this.#ms.push(performance.now());
    this.#bytes.push(bytesWritten());
  }

  figures(): { readonly ms: readonly number[]; readonly bytes: readonly number[] } {
    return { ms: steps(this.#ms), bytes: steps(this.#bytes) };
  }
}

/** What this process has given to the disk so far, in whole pages. */
export function bytesWritten(): number {
  const [, bytes] = /^write_bytes: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8")) ?? [];
  return Number(bytes);
}

function steps(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? Number.NaN));
}
