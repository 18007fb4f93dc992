import type { WorkerId } from "../core/ids.ts";
import type { LandingRequest } from "../core/landing/landing.ts";
import { completed } from "../core/policy/policy-request.ts";
import type { Command } from "../core/worker/decide.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import { transcriptOf } from "../core/worker/transcript-of.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import { artifactsOf } from "./artifacts-of.ts";
import { assertSaid } from "./assert-said.ts";
import { cutOff } from "./cut-off.ts";
import { type DeliverOptions, deliver } from "./deliver.ts";
import type { Driver } from "./driver.ts";
import { authorityReport, explainCall } from "./explain-call.ts";
import { exportWorker } from "./export-worker.ts";
import { findWorker } from "./find-worker.ts";
import { forkWorker } from "./fork-worker.ts";
import { gc } from "./gc.ts";
import { hostFeed } from "./host-feed.ts";
import { importForeign } from "./import-foreign.ts";
import { importWorker } from "./import-worker.ts";
import { type LandOptions, landRequest } from "./land-options.ts";
import { landWorker } from "./land-worker.ts";
import { landingSubject } from "./landing-subject.ts";
import type { Legate } from "./legate.ts";
import type {
  AnswerOptions,
  HostEventOptions,
  StopOptions,
  WaitOptions,
  WaitResult,
} from "./legate-options.ts";
import { allBelow } from "./list-children.ts";
import { listWorkers } from "./list-workers.ts";
import { loadWorker, summaryFrom } from "./load-worker.ts";
import { overlap } from "./overlap.ts";
import { isHelpMeant, questionMeant, visitMeant } from "./question-meant.ts";
import { receiptFor } from "./receipt-for.ts";
import { released } from "./released.ts";
import type { SpawnDefaults } from "./resolve-request.ts";
import { restoreFiles } from "./restore-files.ts";
import { roster } from "./roster.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { spawnWorker } from "./spawn-worker.ts";
import { tellHost } from "./tell-host.ts";
import { waitFor } from "./wait.ts";
import { workerEvents } from "./worker-events.ts";
import { rerunWorkflow } from "./workflow/rerun-workflow.ts";

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
  const over = AbortSignal.any([closed.signal, driver.lost]);
  const idOf = async (reference: string): Promise<WorkerId> => (await findWorker(store, reference)).worker;

  const get = async (reference: string): Promise<WorkerSummary> =>
    summaryFrom(store, await findWorker(store, reference));

  const send = async (
    reference: string,
    command: Command,
    limits: Partial<Pick<DeliverOptions, "signal" | "timeoutMs" | "also">>,
  ) => {
    const id = await idOf(reference);
    const { timeoutMs = ANSWER_WITHIN_MS, ...others } = limits;
    const drives = options.drive === "here";
    if (drives) await driver.assertNotLost();
    await deliver(ports, id, command, { driver, drives, timeoutMs, ...others });
    return id;
  };

  const told = async (
    reference: string,
    command: Command,
    signal: AbortSignal | undefined,
  ): Promise<WorkerSummary> => get(await send(reference, command, signal === undefined ? {} : { signal }));

  const stop = async (
    reference: string,
    type: "close" | "interrupt" | "interrupt-turn",
    stopping: StopOptions,
  ): Promise<WorkerSummary> => {
    const { by = "operator", reason = "no reason was given", timeoutMs = ANSWER_WITHIN_MS } = stopping;
    const startedMs = ports.clock.monotonicMs();
    const id = await idOf(reference);
    const below = type === "close" ? await cutOff(store, id) : [];
    await send(id, { type, by, reason }, { ...stopping, timeoutMs }).catch(unlessLate);
    const left = Math.max(0, timeoutMs - (ports.clock.monotonicMs() - startedMs));
    await waitFor(ports, [id, ...below], {
      ...stopping,
      timeoutMs: left,
      until: type === "interrupt-turn" ? "rest" : "settled",
    });
    return get(id);
  };

  const answer = async (
    reference: string,
    type: "approve" | "deny",
    said: AnswerOptions & { reason?: string; always?: readonly string[] },
  ) => {
    const { by = "operator", surface = "library", reason } = said;
    const why = type === "deny" && reason !== undefined ? { reason } : {};
    const worker = await get(reference);
    if (type === "deny" && isHelpMeant(worker, said.approval)) {
      const visit = said.approval === undefined ? {} : { visit: visitMeant(worker, said.approval) };
      return get(await send(reference, { type: "give-up", by, ...visit, ...why }, said));
    }
    const approval = questionMeant(worker, said.approval);
    const always = type === "approve" && said.always !== undefined ? { always: said.always } : {};
    const id = await send(reference, { type, approval, by, surface, ...why, ...always } as Command, said);
    return get(id);
  };

  const hostEvents = async function* ({ under, ...rest }: HostEventOptions = {}) {
    const family = under === undefined ? {} : { under: await idOf(under) };
    yield* hostFeed(ports, { ...rest, ...family, signal: orClosed(rest.signal, over) });
  };

  const release = async (reference: string, by: string, signal?: AbortSignal) => {
    const id = await send(reference, { type: "release", by }, signal === undefined ? {} : { signal });
    return released(ports, id);
  };

  const landing = async (reference: string, request: LandingRequest, landOptions: LandOptions) => {
    const tell = (id: WorkerId, wanted: LandingRequest, { by = "operator", signal }: LandOptions) =>
      send(id, { type: "land", by, request: wanted }, signal === undefined ? {} : { signal });
    return landWorker({ ports, tell }, await idOf(reference), request, landOptions);
  };

  return {
    async spawn(input, { drive = options.drive, ...within } = {}) {
      if (drive === "here") await driver.assertNotLost();
      return spawnWorker({ ports, driver, defaults: options.defaults, drive }, input, within);
    },
    get,
    list: async (filter) => (await listWorkers(ports, filter)).workers,
    roster: (reference) => roster(ports.store, reference),
    page: (filter) => listWorkers(ports, filter),
    async send(reference, text, { by = "operator", mode, carry, visit, signal } = {}) {
      assertSaid(text);
      const how = {
        ...(mode === undefined ? {} : { mode }),
        ...(carry === undefined ? {} : { carry }),
        ...(visit === undefined ? {} : { visit: visitMeant(await get(reference), visit) }),
      };
      return told(reference, { type: "send", by, text, ...how }, signal);
    },
    async fork(reference, forkOptions = {}) {
      const forked = await forkWorker(ports, await findWorker(store, reference), forkOptions);
      if (options.drive === "here") driver.want(forked.id);
      return forked;
    },
    async rerun(reference, rerunOptions = {}) {
      const begun = await rerunWorkflow(ports, await findWorker(store, reference), rerunOptions);
      if (options.drive === "here") driver.want(begun.id);
      return begun;
    },
    async wait(references: string | readonly string[], waitOptions: WaitOptions = {}): Promise<WaitResult> {
      const names = typeof references === "string" ? [references] : references;
      const ids = await Promise.all(names.map(idOf));
      if (options.drive === "here") for (const id of ids) driver.want(id);
      const result = await waitFor(ports, ids, {
        ...waitOptions,
        signal: orClosed(waitOptions.signal, over),
      });
      if (options.drive === "here") await driver.assertNotLost();
      return result;
    },
    close: (reference, stopOptions = {}) => stop(reference, "close", stopOptions),
    interrupt: (reference, stopOptions = {}) => stop(reference, "interrupt", stopOptions),
    interruptTurn: (reference, stopOptions = {}) => stop(reference, "interrupt-turn", stopOptions),
    resume: (reference, { by = "operator", budgets, signal } = {}) =>
      told(reference, { type: "resume", by, ...(budgets === undefined ? {} : { budgets }) }, signal),
    async narrow(
      reference,
      policy,
      { by = "operator", reason = "narrowed by its owner", approvals, signal } = {},
    ) {
      const rules = approvals === undefined ? {} : { approvals };
      const command = { type: "narrow", by, reason, policy: completed(policy), ...rules } as const;
      const head = await findWorker(store, reference);
      const also = () => allBelow(store, head);
      return get(await send(reference, command, { also, ...(signal === undefined ? {} : { signal }) }));
    },
    authority: async (reference) => authorityReport(store, await loadWorker(store, await idOf(reference))),
    explain: async (reference, call) => explainCall(ports, await idOf(reference), call),
    release: (reference, { by = "operator", signal } = {}) => release(reference, by, signal),
    seal: (reference, { by = "operator", signal } = {}) => told(reference, { type: "seal", by }, signal),
    drop: (reference, { by = "operator", reason = "its work is not wanted", signal } = {}) =>
      told(reference, { type: "drop", by, reason }, signal),
    land: (reference, landOptions = {}) => landing(reference, landRequest(landOptions), landOptions),
    undoLanding: (reference, undoOptions = {}) => {
      const { committer } = undoOptions;
      return landing(
        reference,
        { do: "undo", ...(committer === undefined ? {} : { committer }) },
        undoOptions,
      );
    },
    async overlap({ workers, signal } = {}) {
      const ids = workers === undefined ? undefined : await Promise.all(workers.map(idOf));
      return overlap(ports, ids, signal);
    },
    async landingPatch(reference, patchOptions = {}) {
      const { signal } = patchOptions;
      const subject = landingSubject(await loadWorker(store, await idOf(reference)));
      return ports.landings.patch(subject, landRequest(patchOptions), signal === undefined ? {} : { signal });
    },
    gc: (policy) => gc({ ports, release }, policy),
    approve: (reference, said = {}) => answer(reference, "approve", said),
    deny: (reference, said = {}) => answer(reference, "deny", said),
    artifacts: async (reference, filter = {}) =>
      artifactsOf(store, await findWorker(store, reference), filter),
    transcript: async (reference) => transcriptOf(await store.readWorker(await idOf(reference))),
    async records(reference, range = {}) {
      return store.readWorker(await idOf(reference), range);
    },
    async *events(reference, eventOptions = {}) {
      const signal = orClosed(eventOptions.signal, over);
      yield* workerEvents(ports, await idOf(reference), { ...eventOptions, signal });
    },
    hostEvents,
    tellHost: (host, telling = {}) =>
      tellHost(ports.clock, host, hostEvents(telling), {
        report: telling.report,
        signal: orClosed(telling.signal, over),
      }),
    receipt: async (reference) => receiptFor(ports, await idOf(reference)),
    async diff(reference) {
      const { workspace, checkpoint } = await loadWorker(store, await idOf(reference));
      if (workspace === undefined)
        throw new LegateError("not-allowed-now", `${reference} has not opened its workspace yet.`);
      return ports.workspaces.diff(workspace, checkpoint);
    },
    restore: async (reference, restoring) =>
      restoreFiles(ports, await findWorker(store, reference), restoring),
    export: async (reference, { signal } = {}) =>
      exportWorker(ports, await findWorker(store, reference), signal),
    import: (file, importOptions = {}) =>
      "past" in file
        ? importForeign(ports, file, importOptions, options.defaults)
        : importWorker(ports, file, importOptions, options.defaults),
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
