import type { Lived } from "../lives/live.ts";

/** One life to be lived with one fault in it. */
export interface FaultPoint {
  /** `KIND: where`. */
  readonly name: string;
  readonly live: () => Promise<Lived>;
}
