import type { ImportRecord } from "../core/journal/import-record.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import type { JsonObject } from "../core/json.ts";
import type { Ceiling } from "../core/policy/ceiling.ts";
import { withMovedRoots } from "../core/policy/moved-roots.ts";
import { evolveRecords } from "../core/worker/evolve-records.ts";
import { summaryOf, type WorkerSummary } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Store } from "../ports/store.ts";
import type { WorkerExport } from "../ports/worker-export.ts";
import { type GivenAuthority, importAuthority } from "./import-authority.ts";
import { checkPlace, type ImportPlace, type Placed, takePlace } from "./import-place.ts";
import { importSeals } from "./import-seals.ts";
import { keepContents } from "./keep-contents.ts";
import { viewOf } from "./load-worker.ts";
import { modelHere } from "./model-here.ts";
import { type ReadImport, readImport } from "./read-import.ts";
import type { SpawnDefaults } from "./resolve-request.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { sealedHere } from "./sealed-here.ts";

export interface ImportOptions extends GivenAuthority, ImportPlace {
  /** @default the model it had, when that can be meant here */
  readonly model?: string;
  /** @default "operator" */
  readonly by?: string;
  /** Public keys, as seals name them, of which one must have sealed the journal last. @default whoever did */
  readonly keys?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ImportedWorker {
  readonly worker: WorkerSummary;
  /** What a person should know, one line each. */
  readonly notes: readonly string[];
}

/** An export, and the digest that names its file. */
export type ImportedFile = WorkerExport & { readonly digest: string };

/**
 * Makes the worker of an export one of this store, with the same id. Nobody drives it until it is resumed.
 *
 * I1. Everything that can be checked is checked before anything is written; what cannot (the packs) is
 *     checked by whoever keeps it.
 * I2. The journal appears in one transaction, as the last thing. What was kept for it before that, files
 *     and content, is named by what it is, so an import that broke off is simply done again.
 * I3. Nothing that the file says of authority, place or model holds by itself.
 * I4. Its journal is what was sealed, and whose seals these are is recorded under a seal of our own: from then on
 *     a change of what was lived elsewhere is found like any other.
 */
export async function importWorker(
  ports: RuntimePorts,
  source: ImportedFile,
  options: ImportOptions,
  defaults: SpawnDefaults,
): Promise<ImportedWorker> {
  await refuseKnown(ports.store, source);
  const read = await readImport(source);
  const { sealedBy, notes } = importSeals(ports.auditor, read, options.keys); // I4
  const { request } = read.worker;
  const spec = await checkPlace(ports, read, options);
  const model = await modelHere(ports.models, request.model, options.model);
  const authority = await importAuthority(ports, request.ceiling, request.tools, spec, options, defaults);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const placed = await takePlace(ports, read, spec, { key: source.digest, ...signal });
  await keepContents(ports.store, source);
  const now = {
    ceiling: rootsMoved(authority.ceiling, read.worker, placed),
    tools: authority.tools,
    model: model.name,
    workspace: placed.spec,
  };
  const { exportedAt } = source.about;
  const { by = "operator" } = options;
  const from = { format: "legate", exportedAt, sealedBy, now } as const;
  const record: ImportRecord = { type: "worker.imported", digest: source.digest, by, from };
  const worker = await committed(ports, read, [...(await opening(ports, placed)), record]);
  const children = source.about.children.map((child) => `its child ${child} is not here`);
  return { worker: summaryOf(worker), notes: [...notes, ...authority.notes, ...model.notes, ...children] };
}

async function refuseKnown(store: Store, { about }: WorkerExport): Promise<void> {
  if ((await store.stream(about.worker)) !== undefined) throw isHere(about.worker);
}

function isHere(worker: string): LegateError {
  const message = `${worker} is in this state directory already; look at it with legate show, or import into another (--state-dir).`;
  return new LegateError("bad-input", message, { details: { worker } });
}

function rootsMoved(ceiling: Ceiling, { workspace }: Worker, { opened }: Placed): Ceiling {
  if (workspace === undefined || opened === undefined) return ceiling;
  return withMovedRoots(ceiling, workspace.root, opened.root);
}

/** What a worker that had begun to act is told again, of this machine. */
async function opening({ sandbox }: RuntimePorts, { opened }: Placed): Promise<readonly WorkerRecord[]> {
  if (opened === undefined) return [];
  const report = (await sandbox.report()) as unknown as JsonObject;
  return [
    { type: "sandbox.reported", report },
    { type: "workspace.opened", workspace: opened },
  ];
}

async function committed(
  ports: RuntimePorts,
  { records, worker }: ReadImport,
  added: readonly WorkerRecord[],
): Promise<Worker> {
  const { store, clock } = ports;
  const at = clock.now();
  const { seal, sealed } = sealedHere(ports, evolveRecords(worker, added, at), at); // I4
  const news = [...added, seal];
  try {
    await store.commit({
      appends: [
        {
          worker: worker.id,
          expectedSeq: 0,
          expectedEpoch: 0,
          records: [...records.map(({ record }) => record), ...news],
          name: worker.request.name,
          model: sealed.request.model,
          view: viewOf(sealed),
          lived: {
            at: [...records.map((stored) => stored.at), ...news.map(() => at)],
            epoch: worker.epoch,
            originals: [...records.map(({ original }) => original), ...news.map(() => undefined)],
          },
        },
      ],
    });
  } catch (error) {
    throw isFailure(error, "stale-seq") || isFailure(error, "stale-epoch") ? isHere(worker.id) : error;
  }
  return sealed;
}
