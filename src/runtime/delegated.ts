import type { WorkerRecord } from "../core/journal/record.ts";
import type { ToolOutput } from "../ports/toolbox.ts";
import type { AppendExtras } from "./staged.ts";

/** What comes of a call about other workers: everything of it is written in one commit. */
export interface Delegated {
  /** Absent while the call waits for children: then one of `records` says so. */
  readonly output?: ToolOutput;
  readonly records?: readonly WorkerRecord[];
  readonly extras?: AppendExtras;
  /** Its place in the queue: to be disposed of once it is written, or is not to be. */
  readonly admission?: Disposable;
  /** After the commit. */
  readonly afterwards?: () => void;
}
