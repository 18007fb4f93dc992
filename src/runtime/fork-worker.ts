import { type WorkerId, workerId } from "../core/ids.ts";
import type { StoredRecord, WorkerRecord } from "../core/journal/record.ts";
import { childCeiling } from "../core/policy/ceiling.ts";
import { withinBound } from "../core/worker/decide-authority.ts";
import { send } from "../core/worker/decide-send.ts";
import { fold } from "../core/worker/evolve.ts";
import { evolveRecords } from "../core/worker/evolve-records.ts";
import { raisedCeiling } from "../core/worker/raised-ceiling.ts";
import { summaryOf, type WorkerSummary } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import { LegateError } from "../ports/failure.ts";
import type { NewInboxCommand, StreamHead } from "../ports/store.ts";
import { assertSaid } from "./assert-said.ts";
import type { ForkOptions } from "./legate-options.ts";
import { loadWorker, unknownWorker, viewOf } from "./load-worker.ts";
import { recordsUpTo } from "./records-up-to.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { sealedHere } from "./sealed-here.ts";
import { workspaceHere } from "./workspace-here.ts";

/**
 * A new worker whose journal begins as another one's did, up to a record: conversation and files as they
 * were there. Its parent is the other's, and its ceiling is taken again from what that may grant today, and
 * once more before it does anything: its family may be narrowed while it is made.
 */
export async function forkWorker(
  ports: RuntimePorts,
  source: StreamHead,
  { atSeq, name, by = "operator", text }: ForkOptions,
): Promise<WorkerSummary> {
  if (text !== undefined) assertSaid(text);
  const records = await recordsUpTo(ports, source, atSeq);
  const origin = fold(records);
  if (origin === undefined) throw unknownWorker(source.worker);
  const last = records.at(-1)?.seq ?? 0;
  const today = await loadWorker(ports.store, source.worker);
  const forkedAt: WorkerRecord = {
    type: "worker.forked",
    from: source.worker,
    atSeq: last,
    name: name ?? `${source.name}-fork`,
    workspace: placeOf(origin, today),
    ceiling: await ceilingToday(ports, source, { origin, today }),
    by,
  };
  const id = workerId(ports.clock.uuid());
  const at = ports.clock.now();
  const lived = records.map((stored): StoredRecord => ({ ...stored, worker: id }));
  const untold = fold([...lived, placed(id, last, forkedAt, at)]);
  if (untold === undefined) throw new Error("a fork without records");
  const said = text === undefined ? [] : told(ports, untold, text, by);
  const news = [forkedAt, ...said];
  const unsealed = evolveRecords(untold, said, at);
  const { seal, sealed: copy } = sealedHere(ports, unsealed, at);
  const all = [...records.map(({ record }) => record), ...news, seal];
  const times = all.map((_, index) => records[index]?.at ?? at);
  await ports.workspaces.check(copy.request.workspace);
  await ports.store.commit({
    at,
    appends: [
      {
        worker: id,
        expectedSeq: 0,
        expectedEpoch: 0,
        records: all,
        lived: { at: times, epoch: 0, originals: all.map((_, index) => records[index]?.original) },
        name: copy.request.name,
        model: copy.request.model,
        view: viewOf(copy),
        ...(source.parent === undefined ? {} : { parent: source.parent, root: source.root }),
      },
    ],
    ...(source.parent === undefined ? {} : { put: [retakeFor(id, by)] }),
  });
  return summaryOf(copy);
}

function retakeFor(worker: WorkerId, by: string): NewInboxCommand {
  return { worker, commandId: `retake:${worker}`, from: by, body: { type: "retake-authority", by } };
}

function placed(
  worker: StoredRecord["worker"],
  index: number,
  record: WorkerRecord,
  at: string,
): StoredRecord {
  return { position: 0, worker, seq: index + 1, at, record };
}

/** Files of its own that start at the last checkpoint before that record; as asked for, if none were opened yet. */
function placeOf(origin: Worker, today: Worker): WorkspaceSpec {
  const { checkpoint, request } = origin;
  const workspace = workspaceHere(origin, today);
  if (workspace === undefined) return request.workspace;
  return { kind: "derived", from: workspace, checkpoint: checkpoint ?? null };
}

async function ceilingToday(
  { store }: RuntimePorts,
  source: StreamHead,
  { origin, today }: { readonly origin: Worker; readonly today: Worker },
) {
  const present = today.ceiling;
  const { use, grant } = present;
  if (source.parent === undefined) return present;
  const bound = raisedCeiling(await loadWorker(store, source.parent));
  const answer = childCeiling(bound, { use, grant });
  if (answer.ok) return withinBound({ ...answer.ceiling, approvals: present.approvals }, bound);
  const missing = answer.refusal.missing.join("; ");
  throw new LegateError(
    "denied",
    `The parent of ${origin.request.name} may not grant this any more: ${missing}.`,
  );
}

/** As if it were said right after the fork: what goes on hears it on the way, what rests begins with it. */
function told({ clock }: RuntimePorts, copy: Worker, text: string, by: string): readonly WorkerRecord[] {
  const decision = send(copy, { type: "send", by, text }, { commandId: `fork:${clock.uuid()}` });
  if (decision.ok) return decision.records;
  throw new LegateError("not-allowed-now", `The fork cannot be told this: ${decision.refusal.reason}.`);
}
