import type { WorkerRecord } from "../core/journal/record.ts";
import { hasFollowUp } from "../core/worker/inputs.ts";
import { nextStep, type Step } from "../core/worker/next-step.ts";
import { startOfCycle } from "../core/worker/start-cycle.ts";
import { isResting } from "../core/worker/status.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import { consumeInbox } from "./consume-inbox.ts";
import type { Drive } from "./drive.ts";
import { freshTranscript } from "./fresh-transcript.ts";
import type { HeldWorker } from "./held-worker.ts";
import { momentFor } from "./moment.ts";
import { restRecords, tellParent } from "./rest.ts";
import { restoreWorkspace, type TakeableStep, takeStep } from "./take-step.ts";

/** How a drive hears from outside while it runs. */
export interface DriveSignals {
  /** Makes the signal for the next step; aborted at once when a stop is already known. */
  readonly freshCut: () => AbortSignal;
  /** Commands may be waiting for this worker. Cleared by asking. */
  readonly takePending: () => boolean;
  /** The driver wants to hand its workers back. */
  readonly handingBack: () => boolean;
}

/** Ways in which the outside can fail a worker without the runtime being broken. */
const WORKER_FAILURES = [
  "sandbox-unavailable",
  "repository-unusable",
  "workspace-conflict",
  "git-failed",
  "unknown-model",
  "model-key-missing",
  "bad-input",
  "disk-full",
] as const;

/**
 * Drives a held worker until it rests or is handed back: inbox, next step, effect, commit, again.
 *
 * D1. A worker rests only in a transaction that finds its inbox empty, so no command is lost.
 * D2. Losing the claim rejects with `stale-epoch`; nothing of ours is written after it.
 * D3. Records of steps that follow each other at once share a commit; before anything leaves the process,
 *     and before anything takes its time, they are durable.
 */
export async function driveWorker(base: Omit<Drive, "cut">, signals: DriveSignals): Promise<void> {
  const { held } = base;
  const drive = (): Drive => ({ ...base, cut: signals.freshCut() });
  let filesAreThere = false;
  while (held.worker.driver !== undefined) {
    if (signals.takePending()) await consumeInbox(base);
    if (signals.handingBack()) return release(held, "the driver stopped");
    const step = nextStep(held.worker, momentFor(base.ports.clock, held.worker));
    if (step.do === "end") await ending(base, step);
    else if (step.do === "nothing") await resting(base, []);
    else filesAreThere = await act(drive(), step, filesAreThere);
  }
}

/**
 * The files must be there before anything happens to them: looked for once in a drive, made again if
 * they are gone, and then what is to be done is asked anew. Answers whether they are there.
 */
async function act(drive: Drive, step: TakeableStep, filesAreThere: boolean): Promise<boolean> {
  const releases = step.do === "release-workspace";
  const needsNone = step.do === "wake" || step.do === "land";
  if (filesAreThere || releases || needsNone) await guarded(drive, () => takeStep(drive, step));
  else await guarded(drive, () => restoreWorkspace(drive));
  return !releases && (filesAreThere || !needsNone);
}

/** A worker that was told what to do next before its end goes on at once; nobody sees it at rest between. */
async function ending(base: Omit<Drive, "cut">, step: Step & { do: "end" }): Promise<void> {
  const { held, ports } = base;
  const last = restRecords(ports.clock, step);
  const goesOn = last.type === "worker.completed" || last.type === "worker.failed";
  if (!goesOn || !hasFollowUp(held.worker.inputs)) return resting(base, [last]);
  const { worker } = held;
  const put = await tellParent(base, [last]); // it gives back what it was lent, and may want more
  const start = startOfCycle(worker, freshTranscript(ports.clock));
  await unlessTold(base, () => held.attempt([last, start], put.length === 0 ? {} : { put }, worker.seq));
  for (const one of put) base.family.want(one.worker);
}

/** What the store refuses because of something unread is decided anew once that was read. */
async function unlessTold(base: Omit<Drive, "cut">, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!isFailure(error, "inbox-not-empty")) throw error;
    await consumeInbox(base);
  }
}

/**
 * The end of a cycle is recorded, the parent told and the worker given back in one transaction, unless
 * somebody wrote to it.
 */
async function resting(base: Omit<Drive, "cut">, records: readonly WorkerRecord[]): Promise<void> {
  const { held } = base;
  const { epoch, seq } = held.worker;
  const news: readonly WorkerRecord[] = [...records, { type: "driver.released", epoch, reason: "at rest" }];
  const put = records.length === 0 ? [] : await tellParent(base, news);
  const extras = { release: true, requireEmptyInbox: true, ...(put.length === 0 ? {} : { put }) };
  await unlessTold(base, async () => {
    await held.attempt(news, extras, seq);
    for (const { worker } of put) base.family.want(worker);
  });
}

async function release(held: HeldWorker, reason: string): Promise<void> {
  await held.append([{ type: "driver.released", epoch: held.worker.epoch, reason }], { release: true });
}

/**
 * A failure of the worker's own surroundings ends the worker, truthfully; anything else ends the drive.
 * The claim ends with it: an intent that lost its outcome belongs to an older epoch from then on.
 */
async function guarded(drive: Drive, act: () => Promise<void>): Promise<void> {
  const { held } = drive;
  try {
    await act();
  } catch (error) {
    if (isFailure(error, "aborted")) return;
    const mine = error instanceof LegateError && WORKER_FAILURES.some((code) => code === error.code);
    if (!mine || isResting(held.worker.status.status)) throw error;
    const failed = { type: "worker.failed", code: error.code, reason: error.message } as const;
    while (held.worker.driver !== undefined) await resting(drive, [failed]);
  }
}
