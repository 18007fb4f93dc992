import type { WorkerId } from "../core/ids.ts";
import type { LandingRecord } from "../core/journal/landing-record.ts";
import type { LandingRequest } from "../core/landing/landing.ts";
import { fold } from "../core/worker/evolve.ts";
import { isFailure } from "../ports/failure.ts";
import type { LandingReport } from "../ports/landings.ts";
import type { LandOptions, LandResult } from "./land-options.ts";
import { landingSubject } from "./landing-subject.ts";
import { loadWorker } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { until } from "./until.ts";

export interface LandPorts {
  readonly ports: RuntimePorts;
  /** Tells the worker to land, and resolves when that was taken; whoever holds it then does it. */
  readonly tell: (worker: WorkerId, request: LandingRequest, options: LandOptions) => Promise<unknown>;
}

/**
 * Lands the work of a worker: looks first, and leaves no record where it would be refused anyway. Where an
 * earlier landing broke off, the word to the worker settles that one, and this one is asked for once more.
 */
export async function landWorker(
  { ports, tell }: LandPorts,
  worker: WorkerId,
  request: LandingRequest,
  options: LandOptions,
): Promise<LandResult> {
  for (let isFirst = true; ; isFirst = false) {
    const known = await loadWorker(ports.store, worker);
    if (known.landing === undefined || options.dryRun === true) {
      const planned = await ports.landings.plan(landingSubject(known), request, signalOf(options));
      if (planned.refusal !== null) return { ...planned, worker, outcome: "refused" };
      if (options.dryRun === true) return { ...planned, worker, outcome: "would-land" };
      if (await told(tell(worker, request, options), isFirst))
        return landingResult(ports, worker, known.seq, planned);
    } else await told(tell(worker, request, options), isFirst);
    await outcomeAfter(ports, worker, known.seq, options.signal);
  }
}

function signalOf({ signal }: LandOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** False when it was refused because another landing is not settled yet. */
async function told(telling: Promise<unknown>, mayWait: boolean): Promise<boolean> {
  try {
    await telling;
    return true;
  } catch (error) {
    if (mayWait && isFailure(error, "not-allowed-now") && error.details["code"] === "landing") return false;
    throw error;
  }
}

async function landingResult(
  ports: RuntimePorts,
  worker: WorkerId,
  afterSeq: number,
  planned: LandingReport,
): Promise<LandResult> {
  const record = await outcomeAfter(ports, worker, afterSeq, undefined);
  if (record?.type === "landing.failed") {
    const { code, reason } = record;
    return { ...planned, worker, commit: null, refusal: { code, reason }, outcome: "refused" };
  }
  const { target } = planned;
  const { from = target?.tip ?? null, to = null } = record?.landing ?? {};
  const at = target === null ? null : { ...target, tip: from };
  return { ...planned, worker, target: at, commit: to, outcome: "landed" };
}

type Outcome = Extract<LandingRecord, { type: "landing.landed" | "landing.failed" }>;

/** The first outcome of a landing after that record, once nobody works on the worker any more. */
async function outcomeAfter(
  ports: RuntimePorts,
  worker: WorkerId,
  afterSeq: number,
  signal: AbortSignal | undefined,
): Promise<Outcome | undefined> {
  const found = await until(
    ports,
    async () => {
      const records = await ports.store.readWorker(worker);
      const now = fold(records);
      return now?.driver !== undefined || now?.landing !== undefined ? undefined : { records };
    },
    signal === undefined ? {} : { signal },
  );
  const news = (found?.records ?? []).filter(({ seq }) => seq > afterSeq).map(({ record }) => record);
  return news.find((record) => record.type === "landing.landed" || record.type === "landing.failed");
}
