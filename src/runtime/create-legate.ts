import { type WorkerId, workerId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import type { Command } from "../core/worker/decide.ts";
import { fold } from "../core/worker/evolve.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { summaryOf, type WorkerSummary } from "../core/worker/summary.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Append, CommitReceipt } from "../ports/store.ts";
import { deliver } from "./deliver.ts";
import type { Driver } from "./driver.ts";
import { findWorker } from "./find-worker.ts";
import type {
  AnswerOptions,
  Legate,
  ListFilter,
  ReleaseResult,
  SpawnOptions,
  StopOptions,
  WaitOptions,
  WaitResult,
} from "./legate.ts";
import { loadWorker, summaryFrom, viewOf } from "./load-worker.ts";
import { resolveRequest, type SpawnDefaults } from "./resolve-request.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { until } from "./until.ts";
import { waitFor } from "./wait.ts";
import { workerEvents } from "./worker-events.ts";

export interface LegateOptions {
  readonly defaults: SpawnDefaults;
  /** `here`: this instance drives what it makes and what it is asked about; `anyone`: it leaves that to others. */
  readonly drive: "here" | "anyone";
  /** Disposed last. */
  readonly owned?: AsyncDisposable;
}

const ANSWER_WITHIN_MS = 30_000;

/** The library over a set of ports. Thin: each verb reads the store, or puts a command where it is answered. */
export function createLegateOver(ports: RuntimePorts, driver: Driver, options: LegateOptions): Legate {
  const { store } = ports;
  const closed = new AbortController();
  const idOf = async (reference: string): Promise<WorkerId> => (await findWorker(store, reference)).worker;

  const get = async (reference: string): Promise<WorkerSummary> =>
    summaryFrom(store, await findWorker(store, reference));

  const send = async (
    reference: string,
    command: Command,
    limits: { signal?: AbortSignal; timeoutMs?: number },
  ) => {
    const id = await idOf(reference);
    const { signal, timeoutMs = ANSWER_WITHIN_MS } = limits;
    const drives = options.drive === "here";
    await deliver(ports, id, command, {
      driver,
      drives,
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    return id;
  };

  const stop = async (
    reference: string,
    type: "close" | "interrupt",
    stopping: StopOptions,
  ): Promise<WorkerSummary> => {
    const { by = "operator", reason = `${type} was asked for`, timeoutMs = ANSWER_WITHIN_MS } = stopping;
    const startedMs = ports.clock.monotonicMs();
    const id = await idOf(reference);
    await send(id, { type, by, reason }, { ...stopping, timeoutMs }).catch(unlessLate);
    const left = Math.max(0, timeoutMs - (ports.clock.monotonicMs() - startedMs));
    await waitFor(ports, [id], { ...stopping, timeoutMs: left, until: "settled" });
    return get(id);
  };

  const answer = async (
    reference: string,
    type: "approve" | "deny",
    said: AnswerOptions & { reason?: string },
  ) => {
    const { by = "operator", surface = "library", reason } = said;
    const approval = await questionMeant(await get(reference), said.approval);
    const why = type === "deny" && reason !== undefined ? { reason } : {};
    const id = await send(reference, { type, approval, by, surface, ...why } as Command, said);
    return get(id);
  };

  return {
    spawn: (input, spawnOptions) => spawn(ports, driver, options, input, spawnOptions),
    get,
    list: (filter) => list(ports, filter),
    async wait(references: string | readonly string[], waitOptions: WaitOptions = {}): Promise<WaitResult> {
      const names = typeof references === "string" ? [references] : references;
      const ids = await Promise.all(names.map(idOf));
      if (options.drive === "here") for (const id of ids) driver.want(id);
      return waitFor(ports, ids, { ...waitOptions, signal: orClosed(waitOptions.signal, closed.signal) });
    },
    close: (reference, stopOptions = {}) => stop(reference, "close", stopOptions),
    interrupt: (reference, stopOptions = {}) => stop(reference, "interrupt", stopOptions),
    async resume(reference, { by = "operator", signal } = {}) {
      const id = await send(reference, { type: "resume", by }, signal === undefined ? {} : { signal });
      return get(id);
    },
    async release(reference, { by = "operator", signal } = {}) {
      const id = await send(reference, { type: "release", by }, signal === undefined ? {} : { signal });
      return released(ports, id);
    },
    approve: (reference, said = {}) => answer(reference, "approve", said),
    deny: (reference, said = {}) => answer(reference, "deny", said),
    async records(reference, range = {}) {
      return store.readWorker(await idOf(reference), range);
    },
    async *events(reference, eventOptions = {}) {
      const signal = orClosed(eventOptions.signal, closed.signal);
      yield* workerEvents(ports, await idOf(reference), { ...eventOptions, signal });
    },
    async diff(reference) {
      const { workspace, checkpoint } = await loadWorker(store, await idOf(reference));
      if (workspace === undefined)
        throw new LegateError("not-allowed-now", `${reference} has not opened its workspace yet.`);
      return ports.workspaces.diff(workspace, checkpoint);
    },
    blob: (digest) => store.blob(digest),
    async [Symbol.asyncDispose]() {
      closed.abort(
        new LegateError("closed", "This Legate was closed; workers go on with whoever drives them next."),
      );
      await driver.close();
      await options.owned?.[Symbol.asyncDispose]();
    },
  };
}

/** The command is kept: what is late is the answer, and the worker is shown as it is by then. */
function unlessLate(error: unknown): void {
  if (!isFailure(error, "timed-out")) throw error;
}

/** Whoever still waits when the instance is closed must not wait for ever. */
function orClosed(signal: AbortSignal | undefined, closed: AbortSignal): AbortSignal {
  return signal === undefined ? closed : AbortSignal.any([signal, closed]);
}

/** The worker exists once its first record is on disk; held by us in the same commit when we are to drive it. */
async function spawn(
  ports: RuntimePorts,
  driver: Driver,
  options: LegateOptions,
  input: SpawnInput,
  { signal, drive = options.drive }: SpawnOptions = {},
): Promise<WorkerSummary> {
  const request = await resolveRequest(ports, input, options.defaults);
  if (signal?.aborted) throw new LegateError("aborted", "The caller stopped the spawn; no worker was made.");
  const id = workerId(ports.clock.uuid());
  using place = drive === "here" ? driver.expect(id) : undefined;
  const records: WorkerRecord[] = [{ type: "worker.spawned", request }];
  if (place !== undefined)
    records.push({ type: "driver.claimed", epoch: 1, driver: driver.identity.id, pid: driver.identity.pid });
  const at = ports.clock.now();
  const born = fold(
    records.map((record, index) => ({ position: 0, worker: id, seq: index + 1, at, record })),
  );
  if (born === undefined) throw new Error("a spawn without records");
  const append: Append = {
    worker: id,
    expectedSeq: 0,
    expectedEpoch: 0,
    records,
    name: request.name,
    view: viewOf(born),
    ...(place === undefined ? {} : { claim: driver.identity.id }),
    ...(input.idempotencyKey === undefined ? {} : { idempotencyKey: input.idempotencyKey }),
  };
  const receipt = await committed(ports, append);
  if (receipt === undefined) {
    const known = await existing(ports, input);
    if (drive === "here") driver.want(known.id);
    return known;
  }
  const worker = fold(receipt.stored);
  if (worker === undefined) throw new Error(`the store answered a spawn of ${id} without its records`);
  if (place !== undefined) place.take(worker);
  else if (drive === "here") driver.want(id);
  return summaryOf(worker);
}

async function committed(ports: RuntimePorts, append: Append): Promise<CommitReceipt | undefined> {
  try {
    return await ports.store.commit({ appends: [append] });
  } catch (error) {
    if (isFailure(error, "name-taken")) return undefined;
    throw error;
  }
}

/** Somebody has spawned with this key before: that worker is the answer. */
async function existing(ports: RuntimePorts, { idempotencyKey = "" }: SpawnInput): Promise<WorkerSummary> {
  const [head] = await ports.store.streams({ idempotencyKey });
  if (head === undefined) throw new Error(`the store knows the key ${idempotencyKey}, but no worker with it`);
  return summaryFrom(ports.store, head);
}

/** What became of the last request to release, once nobody works on it any more. */
async function released(ports: RuntimePorts, id: WorkerId): Promise<ReleaseResult> {
  const found = await until(ports, async () => {
    const worker = await loadWorker(ports.store, id);
    return worker.driver === undefined ? { ...worker, records: await ports.store.readWorker(id) } : undefined;
  });
  if (found?.releasing) return { removed: false, reason: "whoever was at it broke off; ask again" };
  const last = found?.records.findLast(({ record }) => record.type === "workspace.released")?.record;
  if (last?.type === "workspace.released") return { removed: last.removed, reason: last.reason };
  return { removed: false, reason: "it has no workspace" };
}

async function list(ports: RuntimePorts, filter: ListFilter = {}): Promise<readonly WorkerSummary[]> {
  const heads = await ports.store.streams(filter);
  return Promise.all(heads.map((head) => summaryFrom(ports.store, head)));
}

/** The question that is open now: a later one about the same call is another question. */
async function questionMeant(worker: WorkerSummary, named: string | undefined): Promise<string> {
  if (named === undefined) return onlyQuestion(worker);
  return worker.questions.find(({ call }) => call === named)?.approval ?? named;
}

async function onlyQuestion({ name, questions }: WorkerSummary): Promise<string> {
  const [first, ...others] = questions;
  if (first === undefined) throw new LegateError("not-allowed-now", `${name} asks nothing now.`);
  if (others.length === 0) return first.approval;
  const open = questions.map(({ call, question }) => `${call} (${question})`).join(", ");
  throw new LegateError("bad-input", `${name} asks several questions: ${open}. Name the call you mean.`);
}
