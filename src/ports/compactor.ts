import type { WorkerId } from "../core/ids.ts";
import type { Message } from "../core/transcript/message.ts";

/**
 * A program's own way to tell earlier messages in short. May be asked again for the same after a crash. What it
 * rejects with is recorded, and the runtime tells them by its rule instead.
 */
export interface Compactor {
  tell(request: CompactRequest, options: { readonly signal: AbortSignal }): Promise<string>;
}

export interface CompactRequest {
  readonly worker: WorkerId;
  /** Those that go, oldest first; a summary of earlier ones may be among them. */
  readonly messages: readonly Message[];
  /** A longer text is cut. In bytes of UTF-8. */
  readonly maxBytes: number;
}
