/** A stream of bytes, read by lines and by counted pieces. Throws `Error` when it ends too early. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The text up to the next line break, without it. */
  async line(mostBytes: number): Promise<string> {
    const pieces: Uint8Array[] = [];
    for (let length = 0; length <= mostBytes; ) {
      const end = this.#rest.indexOf(LINE_BREAK);
      const piece = this.#take(end < 0 ? this.#rest.length : end);
      pieces.push(piece);
      length += piece.length;
      if (end >= 0) {
        this.#take(1);
        return utf8.decode(Buffer.concat(pieces));
      }
      await this.#more();
    }
    throw new Error(`a line is longer than ${mostBytes} bytes`);
  }

  /** Exactly so many bytes. */
  async bytes(count: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0) await this.#more();
      const piece = this.#take(Math.min(left, this.#rest.length));
      pieces.push(piece);
      left -= piece.length;
    }
    const [only] = pieces;
    return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
  }

  /** Throws when there is anything left. */
  async end(): Promise<void> {
    const next = this.#rest.length > 0 ? undefined : await this.#source.next();
    if (next?.done !== true) throw new Error("something follows its end");
  }

  #take(count: number): Uint8Array {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) throw new Error("it ends in the middle");
    this.#rest = next.value;
  }
}

const LINE_BREAK = 10;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
