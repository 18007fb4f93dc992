import type { WorkerRecord } from "../core/journal/record.ts";
import type { Call } from "../core/worker/call.ts";
import type { PreparedCall, Tool, ToolOutput } from "../ports/toolbox.ts";
import type { Drive } from "./drive.ts";
import { judgeCall, type ReadCall, readCall } from "./judge-call.ts";

/**
 * The single door of effects.
 *
 * G1. All calls of a turn are judged before any of them runs.
 * G2. A call is read and made canonical again right before it runs; if that is no longer the call
 *     that was judged, it is judged again instead of run.
 * G3. The intent is durable before the effect begins, the outcome before anything follows from it.
 */
export async function decideCalls(drive: Drive, calls: readonly Call[]): Promise<void> {
  const { held, ports } = drive;
  const records: WorkerRecord[] = [];
  for (const call of calls) {
    const read = await readCall(ports, held.worker, call);
    records.push(...("type" in read ? [read] : judgeCall(ports, held.worker, call, read)));
  }
  await held.append(failureLast(records));
}

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
  await drive.held.append(
    ready.map(({ call, read }) => ({
      type: "call.intended",
      call: call.id,
      epoch,
      digest: read.exact.digest,
    })),
  );
  if (drive.cut.aborted) return finishUnrun(drive, ready);
  await allOf(ready.map(({ call, read }) => runOne(drive, call, read)));
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
  for (const call of calls) {
    const read = await readCall(drive.ports, drive.held.worker, call);
    if ("type" in read) changed.push(read);
    else if (isStillIt(call, read)) ready.push({ call, read });
    else changed.push(...judgeCall(drive.ports, drive.held.worker, call, read));
  }
  if (changed.length > 0) await drive.held.append(failureLast(changed));
  return changed.length > 0 ? [] : ready;
}

/** The call that was judged, and on the same target if a person's yes is what lets it run. */
function isStillIt({ state }: Call, { exact, questionDigest }: ReadCall): boolean {
  const judged = "exact" in state ? state.exact.digest : undefined;
  const asked = state.state === "allowed" ? state.question : undefined;
  return exact.digest === judged && (asked === undefined || asked.digest === questionDigest);
}

async function runOne(drive: Drive, call: Call, { tool, prepared }: ReadCall): Promise<void> {
  const { ports, held } = drive;
  const startedMs = ports.clock.monotonicMs();
  const output = await outputOf(drive, call, tool, prepared);
  await finish(drive, call, output, Math.round(ports.clock.monotonicMs() - startedMs));
  drive.publish({ type: "live.progress", worker: held.worker.id, text: `${call.tool} ${output.status}` });
}

async function outputOf(drive: Drive, call: Call, tool: Tool, prepared: PreparedCall): Promise<ToolOutput> {
  const { worker } = drive.held;
  if (worker.workspace === undefined) throw new Error(`worker ${worker.id} has no workspace`);
  const timeoutMs = worker.request.limits.callTimeoutMs;
  return tool.run(
    prepared,
    { workspace: worker.workspace },
    {
      signal: drive.cut,
      timeoutMs,
      idempotencyKey: `${worker.id}:${call.id}`,
      onProgress: (text) => drive.publish({ type: "live.output", worker: worker.id, call: call.id, text }),
    },
  );
}

async function finish(drive: Drive, call: Call, output: ToolOutput, durationMs: number): Promise<void> {
  const { digest } = drive.ports.hasher;
  const { status, text, full, data } = output;
  const outputDigest = digest(full ?? text);
  const record: WorkerRecord = {
    type: "call.finished",
    call: call.id,
    status,
    text,
    outputDigest,
    durationMs,
    ...(full === undefined ? {} : { full: { digest: outputDigest, bytes: full.byteLength } }),
    ...(data === undefined ? {} : { data }),
  };
  await drive.held.append(
    [record],
    full === undefined ? {} : { blobs: [{ digest: outputDigest, bytes: full }] },
  );
}

/** Stopped between intent and effect: nothing was done, and the journal says so. */
async function finishUnrun(drive: Drive, ready: readonly Ready[]): Promise<void> {
  const text = "not started: the worker was stopped";
  for (const { call } of ready) await finish(drive, call, { status: "aborted", text }, 0);
}

/** Intents of a dead driver for effects that must not simply be repeated: the model is told, and decides. */
export async function settleOrphans(drive: Drive, calls: readonly Call[]): Promise<void> {
  const reason =
    "the process that ran this call died or broke down while it was under way; it may or may not have taken effect, wholly or in part. Look before you repeat it";
  await drive.held.append(calls.map(({ id }) => ({ type: "call.outcome_unknown", call: id, reason })));
}
