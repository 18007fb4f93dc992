import type { WorkerRecord } from "../core/journal/record.ts";
import { answeredQuestion, type Call } from "../core/worker/call.ts";
import { commandEnvironment } from "../core/worker/command-environment.ts";
import { lowestLimits } from "../core/worker/command-limits.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure } from "../ports/failure.ts";
import type { PreparedCall, Tool, ToolOutput } from "../ports/toolbox.ts";
import { allowedTime } from "./allowed-time.ts";
import { artifactCall } from "./artifact-call.ts";
import { consumeInbox } from "./consume-inbox.ts";
import { delegate } from "./delegate.ts";
import type { Drive } from "./drive.ts";
import { finished, NOT_STARTED } from "./finished-call.ts";
import type { HeldWorker } from "./held-worker.ts";
import { judgeCall } from "./judge-call.ts";
import { isStillAllowed } from "./leave-for-call.ts";
import { type ReadCall, readCall } from "./read-call.ts";
import { isToBeTold, tellParent } from "./rest.ts";

/**
 * The single door of effects.
 *
 * G1. All calls of a turn are judged before any of them runs.
 * G2. A call is read and made canonical right before it runs: again, unless its decision is the last thing
 *     that happened; if it is no longer the call that was judged, it is judged again instead of run.
 * G3. An intent is refused while something is unread in the inbox: it may be a smaller ceiling.
 * G4. The intent is durable before the effect begins, the outcome before anything follows from it.
 */
export async function decideCalls(drive: Drive, calls: readonly Call[]): Promise<void> {
  const { held, ports } = drive;
  const records: WorkerRecord[] = [];
  const reads = new Map<string, ReadCall>();
  for (const call of calls) {
    const read = await readCall(ports, held.worker, call);
    if (!("type" in read)) reads.set(call.id, read);
    records.push(...("type" in read ? [read] : await judgeCall(ports, held.worker, call, read)));
  }
  await stageDecisions(drive, records); // durable with the intent, the question or the rest that follows (D3)
  justRead.set(held, { seq: held.worker.seq, reads });
}

/** A failure that one of them means is known to the parent in the commit that has it. */
async function stageDecisions(drive: Drive, decided: readonly WorkerRecord[]): Promise<void> {
  const { held, ports } = drive;
  const records = failureLast(decided);
  const put = isToBeTold(held.worker, records, ports.clock) ? await tellParent(drive, records) : [];
  held.stage(records, put.length === 0 ? {} : { put });
}

/** What was read for the decision that is the last record: nothing happened since, so it need not be read again. */
const justRead = new WeakMap<
  HeldWorker,
  { readonly seq: number; readonly reads: ReadonlyMap<string, ReadCall> }
>();

/** One failure ends the worker; the decisions about its other calls still belong before it. */
function failureLast(records: readonly WorkerRecord[]): readonly WorkerRecord[] {
  const failure = records.find(({ type }) => type === "worker.failed");
  const decisions = records.filter(({ type }) => type !== "worker.failed");
  return failure === undefined ? decisions : [...decisions, failure];
}

/** Runs calls whose turn it is: reads together, anything else alone. */
export async function runCalls(drive: Drive, calls: readonly Call[]): Promise<void> {
  const ready = await readAgain(drive, calls);
  if (ready.length === 0) return;
  const { epoch } = drive.held.worker;
  const intents = ready.map(({ call, read }) => {
    return { type: "call.intended", call: call.id, epoch, digest: read.exact.digest } as const;
  });
  try {
    await drive.held.attempt(intents, { requireEmptyInbox: true });
  } catch (error) {
    if (!isFailure(error, "inbox-not-empty")) throw error;
    return consumeInbox(drive); // what comes next may be this step again
  }
  if (drive.cut.aborted) return finishUnrun(drive, ready);
  const alone = ready.length === 1;
  await allOf(ready.map(({ call, read }) => runOne(drive, call, read, alone)));
}

/** Also when one of them breaks, nothing of the others may be under way any more once this is over. */
async function allOf(running: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(running)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
}

interface Ready {
  readonly call: Call;
  readonly read: ReadCall;
}

async function readAgain(drive: Drive, calls: readonly Call[]): Promise<readonly Ready[]> {
  const ready: Ready[] = [];
  const changed: WorkerRecord[] = [];
  const { worker } = drive.held;
  const last = justRead.get(drive.held);
  const fresh = last?.seq === worker.seq ? last.reads : undefined;
  for (const call of calls) {
    const read = fresh?.get(call.id) ?? (await readCall(drive.ports, drive.held.worker, call));
    if ("type" in read) changed.push(read);
    else if (isStillIt(call, read) && isStillAllowed(worker, call, read)) ready.push({ call, read });
    else changed.push(...(await judgeCall(drive.ports, drive.held.worker, call, read)));
  }
  if (changed.length > 0) await stageDecisions(drive, changed);
  return changed.length > 0 ? [] : ready;
}

/** The call that was judged, and on the same target if a person's yes is what lets it run. */
function isStillIt(call: Call, { exact, questionDigest }: ReadCall): boolean {
  const judged = "exact" in call.state ? call.state.exact.digest : undefined;
  const asked = answeredQuestion(call);
  return exact.digest === judged && (asked === undefined || asked.digest === questionDigest);
}

/** A call that ran alone is followed by the next step at once, which makes its outcome durable (D3). */
async function runOne(drive: Drive, call: Call, { tool, prepared }: ReadCall, alone: boolean): Promise<void> {
  const { ports, held } = drive;
  const startedMs = ports.clock.monotonicMs();
  if (prepared.delegation !== undefined) return delegate(drive, call, prepared.delegation, startedMs);
  if (prepared.artifact !== undefined) return artifactCall(drive, call, prepared.artifact, startedMs);
  const output = await outputOf(drive, call, tool, prepared);
  const durationMs = Math.round(ports.clock.monotonicMs() - startedMs);
  const { before, record, blobs } = finished(ports.hasher, call, output, durationMs);
  held.stage([...before, record], blobs);
  if (!alone || followsSlowly(held.worker, output)) await held.flush();
}

/** What comes next takes its time before it writes: a checkpoint. */
function followsSlowly({ unsaved }: Worker, { status }: ToolOutput): boolean {
  return unsaved.length > 0 || status !== "ok";
}

/** The effect itself, of what was judged and whose intent is durable. */
export async function outputOf(
  drive: Drive,
  call: Pick<Call, "id">,
  tool: Tool,
  prepared: PreparedCall,
): Promise<ToolOutput> {
  const { worker } = drive.held;
  if (worker.workspace === undefined) throw new Error(`worker ${worker.id} has no workspace`);
  return tool.run(
    prepared,
    { workspace: worker.workspace },
    {
      signal: drive.cut,
      timeoutMs: allowedTime(drive.ports.clock, worker, worker.request.limits.callTimeoutMs).ms,
      env: commandEnvironment(worker),
      commandLimits: lowestLimits(worker.request.sandbox ?? {}, worker.ceiling.use.commandLimits ?? {}),
      idempotencyKey: `${worker.id}:${call.id}`,
      onProgress: (text) => drive.publish({ type: "live.output", worker: worker.id, call: call.id, text }),
    },
  );
}

/** Stopped between intent and effect: nothing was done, and the journal says so. */
async function finishUnrun({ held, ports }: Drive, ready: readonly Ready[]): Promise<void> {
  await held.append(ready.map(({ call }) => finished(ports.hasher, call, NOT_STARTED, 0).record));
}
