import type { StatusName, WaitingOn } from "../../core/worker/status.ts";
import type { WorkerSummary } from "../../core/worker/summary.ts";
import { oneLine } from "./plain-text.ts";
import type { Style } from "./style.ts";

type Shown = Pick<WorkerSummary, "status" | "waitingOn" | "reason">;

const WAITING_WORDS: Readonly<Record<WaitingOn, string>> = {
  approval: "needs approval",
  input: "needs input",
  child: "waiting for a child",
  timer: "waiting for a time",
  budget: "out of budget",
  limit: "reached a limit",
};

/** The state in a few words, with the reason when there is one. */
export function statusWords(worker: Shown, width = 60): string {
  const words =
    worker.status === "waiting" && worker.waitingOn !== null
      ? WAITING_WORDS[worker.waitingOn]
      : worker.status;
  return worker.reason === null ? words : `${words}: ${oneLine(worker.reason, width)}`;
}

const EMPHASIS: Readonly<Record<StatusName, keyof Style>> = {
  queued: "dim",
  running: "bold",
  waiting: "attention",
  completed: "good",
  failed: "bad",
  cancelled: "attention",
  interrupted: "attention",
};

export function emphasised(worker: Shown, text: string, style: Style): string {
  return style[EMPHASIS[worker.status]](text);
}
