import type { FileHandle } from "node:fs/promises";
import { ToolProblem } from "./tool-problem.ts";

/** A few lines of a file of any size, read in pieces: never more than the window is held. */
export interface LineWindow {
  readonly lines: readonly WindowLine[];
  /** Number of the line after the window, when the file goes on. */
  readonly nextLine?: number;
  /** How many lines the file has, when its end was reached. */
  readonly totalLines?: number;
  /** A NUL was met in the window: not text. */
  readonly binary: boolean;
}

export interface WindowLine {
  readonly number: number;
  /** Without the line feed; at most LINE_BYTES of it. */
  readonly bytes: Uint8Array;
  /** How many bytes the line has in the file. */
  readonly length: number;
}

export interface WindowOptions {
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  /** Bytes of lines held, at most; the window ends before the line that would exceed it. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Bytes kept of one line. */
const LINE_BYTES = 8 * 1024;
const CHUNK_BYTES = 256 * 1024;
const SCAN_BYTES = 512 * 1024 * 1024;
const LINE_FEED = 10;

/** Reads lines `startLine` to `endLine`. Refuses to search for a line in more than half a gigabyte. */
export async function readWindow(file: FileHandle, options: WindowOptions): Promise<LineWindow> {
  const window = new Window(options);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ; ) {
    options.signal.throwIfAborted();
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return window.ended();
    if (window.take(chunk.subarray(0, bytesRead))) return window.stopped();
    position += bytesRead;
    if (position > SCAN_BYTES) throw new ToolProblem(tooFar(options.startLine, window.number));
  }
}

function tooFar(startLine: number, reached: number): string {
  return `Line ${startLine} is more than 512 MiB into the file (line ${reached} was reached); use grep or run_command.`;
}

/** Takes pieces of a file in order and keeps the lines asked for. */
class Window {
  /** The line being read. */
  number = 1;
  readonly #options: WindowOptions;
  readonly #lines: WindowLine[] = [];
  #held = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #length = 0;
  #binary = false;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  /** True when no more is needed. */
  take(piece: Buffer): boolean {
    for (let from = 0; from < piece.length; ) {
      if (this.number > this.#options.endLine) return true;
      const feed = piece.indexOf(LINE_FEED, from);
      this.#keep(piece.subarray(from, feed === -1 ? piece.length : feed));
      if (this.#binary) return true;
      if (feed === -1) return false;
      if (!this.#finishLine()) return true;
      from = feed + 1;
    }
    return false;
  }

  ended(): LineWindow {
    if (this.#length > 0) this.#finishLine();
    return { lines: this.#lines, totalLines: this.number - 1, binary: this.#binary };
  }

  stopped(): LineWindow {
    return { lines: this.#lines, nextLine: this.number, binary: this.#binary };
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.number < this.#options.startLine) return;
    if (part.includes(0)) this.#binary = true;
    const room = Buffer.from(part.subarray(0, LINE_BYTES - this.#keptBytes)); // a copy: the piece is reused
    this.#kept.push(room);
    this.#keptBytes += room.length;
  }

  /** False when the window is full, and this line is not part of it. */
  #finishLine(): boolean {
    if (this.number >= this.#options.startLine) {
      if (this.#held > 0 && this.#held + this.#keptBytes > this.#options.maxBytes) return false;
      this.#lines.push({ number: this.number, bytes: Buffer.concat(this.#kept), length: this.#length });
      this.#held += this.#keptBytes + 8;
    }
    this.number += 1;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#length = 0;
    return true;
  }
}
