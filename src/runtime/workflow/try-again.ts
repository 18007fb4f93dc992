import type { NodeSpent, VisitRecord } from "../../core/journal/node-record.ts";
import type { StageRetry } from "../../core/worker/retry.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { failed, isRetryable, type Result } from "../../core/workflow/run/settled.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import { later } from "../moment.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { nodeOf } from "./scope.ts";

const LONGEST_DELAY_MS = 3_600_000;

/** A try that failed: another one after a delay, as long as the node has tries left; else the end of the visit. */
export function failedTry(
  ports: RuntimePorts,
  worker: Worker,
  running: Running,
  code: string,
  reason: string,
  { spent, ...result }: Result = {},
  delayMs: number | undefined = retryDelay(worker, running, code),
): VisitRecord {
  const { visit, attempt, started } = running;
  const took = spent === undefined ? {} : { spent };
  if (delayMs === undefined) return failed(visit, started.key, code, reason, { ...result, ...took });
  const retryAt = later(ports.clock, delayMs);
  return { type: "node.retrying", visit: visit.id, attempt: attempt + 1, code, reason, retryAt, ...took };
}

/** How long until the visit is tried again after this failure, or nothing when it is final. */
function retryDelay(worker: Worker, { visit }: Running, code: string): number | undefined {
  const { work } = nodeOf(worker, visit);
  const retry: StageRetry | undefined = "retry" in work ? work.retry : undefined;
  const failures = scheduleOf(runOf(worker)).failures(visit.id) + 1;
  if (retry === undefined || failures >= retry.maxAttempts || !isRetryable(code)) return undefined;
  return Math.min(LONGEST_DELAY_MS, retry.backoffMs * retry.multiplier ** (failures - 1));
}

export function spentOn(usage: NodeSpent["usage"], cost: NodeSpent["cost"], durationMs: number): NodeSpent {
  return { usage, cost, durationMs };
}
