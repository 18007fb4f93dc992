import type { WorkerSummary } from "../core/worker/summary.ts";
import type { FileChange } from "../core/workspace/workspace.ts";
import type { Legate } from "../runtime/legate.ts";
import type { CommandCall } from "./command.ts";
import { EXIT, type ExitCode, exitCodeOfWorker } from "./exit-codes.ts";
import { followWorker } from "./follow-worker.ts";
import { renderRunSummary } from "./render/run-summary.ts";
import { shortId } from "./render/short-id.ts";
import { troubleText } from "./report-trouble.ts";
import { tellWhoAsks } from "./tell-who-asks.ts";

/** Follows it to its rest and says what it came to. Ctrl-C leaves it resumable; a second one ends at once. */
export async function watchToRest(
  { context, output }: CommandCall,
  legate: Legate,
  worker: WorkerSummary,
  afterSeq = 0,
): Promise<ExitCode> {
  let interrupts = 0;
  const stopping: Promise<unknown>[] = [];
  using _ = context.signals.onInterrupt(() => {
    interrupts++;
    if (interrupts > 1) {
      output.warn(`ended at once; go on with: legate resume ${shortId(worker.id)}`);
      return context.signals.exitNow(EXIT.interruptedBySignal);
    }
    output.warn("interrupting; press Ctrl-C again to end at once");
    const asked = legate.interrupt(worker.id, { by: "operator", reason: "interrupted from the keyboard" });
    stopping.push(asked.catch((error: unknown) => output.warn(`could not interrupt: ${troubleText(error)}`)));
  });
  await using _below = tellWhoAsks(legate, [worker.id], output);
  const rested = await followWorker(legate, worker.id, output, { afterSeq });
  await Promise.all(stopping);
  await showResult(output, legate, rested);
  if (interrupts === 0 || rested.status === "completed") return exitCodeOfWorker(rested);
  output.warn(`interrupted; go on with: legate resume ${shortId(worker.id)}`);
  return EXIT.interruptedBySignal;
}

async function showResult(
  output: CommandCall["output"],
  legate: Legate,
  worker: WorkerSummary,
): Promise<void> {
  const files = await changedFiles(legate, worker);
  if (output.json) output.resultJson({ ...worker, files: files ?? null });
  else output.result(renderRunSummary(worker, files, output.style));
}

async function changedFiles(
  legate: Legate,
  { id, workspace }: WorkerSummary,
): Promise<readonly FileChange[] | undefined> {
  return workspace.kind === "worktree" && workspace.root !== null ? (await legate.diff(id)).files : undefined;
}
