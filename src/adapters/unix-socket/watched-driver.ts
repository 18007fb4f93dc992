import type { Socket } from "node:net";
import { onLines, sendLine } from "./lines.ts";

/** Silence is measured in so many moments at which we looked, and heard nothing. */
const LOOKS = 8;

/**
 * A connection to another driver that asks it from time to time whether it is there.
 *
 * W1. Time alone is no proof: we may have stood still ourselves, with its answer unread. So what counts
 *     is how often we looked, and between two looks whatever has arrived is heard.
 */
export class WatchedDriver {
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  readonly #changed: () => void;
  #unanswered = 0;
  #asked = false;

  /** `changed` is called when it falls silent, or speaks again. */
  constructor(socket: Socket, leaseMs: number, changed: () => void) {
    this.#socket = socket;
    this.#changed = changed;
    socket.unref();
    onLines(socket, () => this.#heard());
    this.#timer = setInterval(() => this.#look(), Math.ceil(leaseMs / LOOKS)).unref();
    socket.once("close", () => clearInterval(this.#timer));
    this.#ask();
  }

  /** It has not answered for its whole lease. */
  get isSilent(): boolean {
    return this.#unanswered >= LOOKS;
  }

  nudge(): void {
    sendLine(this.#socket, { nudge: true });
  }

  close(): void {
    this.#socket.destroy();
  }

  #look(): void {
    if (this.#asked) this.#unanswered += 1;
    else this.#ask();
    if (this.#unanswered === LOOKS) this.#changed();
  }

  #ask(): void {
    this.#asked = true;
    sendLine(this.#socket, { ping: true });
  }

  #heard(): void {
    const wasSilent = this.isSilent;
    this.#asked = false;
    this.#unanswered = 0;
    if (wasSilent) this.#changed();
  }
}
