import type { BoundedOutput } from "../../ports/sandbox.ts";

/**
 * Keeps the first and the last half of a stream in `limit` bytes of memory, however long it grows:
 * how a command began and how it ended is what a reader needs. Bytes are kept as they came.
 */
export class BoundedBytes {
  readonly #headRoom: number;
  readonly #tailRoom: number;
  #head: Buffer | undefined;
  #headLength = 0;
  #tail: Buffer | undefined;
  #tailWritten = 0;

  constructor(limit: number) {
    this.#tailRoom = Math.floor(limit / 2);
    this.#headRoom = limit - this.#tailRoom;
  }

  push(chunk: Buffer): void {
    const toHead = Math.min(chunk.length, this.#headRoom - this.#headLength);
    if (toHead > 0) {
      this.#head ??= Buffer.allocUnsafe(this.#headRoom);
      this.#headLength += chunk.copy(this.#head, this.#headLength, 0, toHead);
    }
    if (toHead < chunk.length) this.#pushTail(chunk.subarray(toHead));
  }

  finish(): BoundedOutput {
    const totalBytes = this.#headLength + this.#tailWritten;
    const head = this.#head === undefined ? [] : [this.#head.subarray(0, this.#headLength)];
    const bytes = Buffer.concat([...head, ...this.#tailInOrder()]);
    return bytes.length === totalBytes
      ? { bytes, totalBytes }
      : { bytes, totalBytes, cutAt: this.#headLength };
  }

  /** The tail is a ring: byte number n of it lies at n modulo its size. */
  #pushTail(rest: Buffer): void {
    const kept = rest.subarray(Math.max(0, rest.length - this.#tailRoom));
    const at = this.#placeOf(this.#tailWritten + rest.length - kept.length);
    const beforeWrap = Math.min(kept.length, this.#tailRoom - at);
    this.#tail ??= Buffer.allocUnsafe(this.#tailRoom);
    kept.copy(this.#tail, at, 0, beforeWrap);
    kept.copy(this.#tail, 0, beforeWrap);
    this.#tailWritten += rest.length;
  }

  #tailInOrder(): Buffer[] {
    if (this.#tail === undefined) return [];
    if (this.#tailWritten <= this.#tailRoom) return [this.#tail.subarray(0, this.#tailWritten)];
    const oldest = this.#placeOf(this.#tailWritten);
    return [this.#tail.subarray(oldest), this.#tail.subarray(0, oldest)];
  }

  #placeOf(byteNumber: number): number {
    return this.#tailRoom === 0 ? 0 : byteNumber % this.#tailRoom;
  }
}
