import type { TranscriptMode } from "../worker/carry.ts";
import type { Replaced } from "./compact.ts";
import type { Message } from "./message.ts";

/** A conversation begins with what was said in another one. There is none that begins with nothing. */
export type ContinuationMode = Exclude<TranscriptMode, "reset">;

/** What was said before a conversation began, by value: whoever goes on with it needs nothing else. */
export interface Continuation {
  /** The conversation that it goes on from; with `inherit` also its own name. */
  readonly transcript: string;
  readonly mode: ContinuationMode;
  /** As its model is shown them, in front of what it is told itself. */
  readonly messages: readonly Message[];
  /** What one of the messages stands for; absent when none was told in short. */
  readonly replaced?: Replaced;
}
