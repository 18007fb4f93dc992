import type { ArtifactDraft } from "../core/artifacts/artifact.ts";
import { workerId } from "../core/ids.ts";
import type { ForeignPast, ImportRecord, ImportSource } from "../core/journal/import-record.ts";
import type { StoredRecord, WorkerRecord } from "../core/journal/record.ts";
import type { JsonObject } from "../core/json.ts";
import { completed, type PolicyRequest, rootCeiling } from "../core/policy/ceiling.ts";
import { meetCeilings } from "../core/policy/meet-ceilings.ts";
import { fold } from "../core/worker/evolve.ts";
import type { ModelSettings, WorkerRequest } from "../core/worker/request.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { summaryOf } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { ImportedWorker, ImportOptions } from "./import-worker.ts";
import { viewOf } from "./load-worker.ts";
import { offeredTools } from "./offered-tools.ts";
import { resolveRequest, type SpawnDefaults } from "./resolve-request.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { sealedHere } from "./sealed-here.ts";

/** A worker that another program left behind. */
export interface ForeignFile {
  /** `sha256:…` of the file. */
  readonly digest: string;
  /** Its id there. */
  readonly id: string;
  /** For a conversation alone: its id there. @default a worker of another program */
  readonly transcript?: string;
  readonly name: string;
  readonly task: string;
  readonly system?: string;
  readonly model?: string;
  readonly modelSettings: ModelSettings;
  readonly maxTurns?: number;
  readonly metadata: JsonObject;
  /** Its results so far, which it goes on with. @default none */
  readonly artifacts?: readonly ArtifactDraft[];
  readonly past: ForeignPast;
  readonly createdAt?: string;
  /** What it says it may do. */
  readonly claimed: PolicyRequest;
  /** Where it worked there. */
  readonly place?: string;
  readonly notes: readonly string[];
}

/**
 * Makes a new worker that goes on where another program's ended. It is checked like one that is
 * spawned; what its file claims it may do can only take away from that. The same file is taken once.
 */
export async function importForeign(
  ports: RuntimePorts,
  file: ForeignFile,
  options: ImportOptions,
  defaults: SpawnDefaults,
): Promise<ImportedWorker> {
  refuseKeys(options);
  const workspace = placeOf(file, options);
  const asked = await resolveRequest(ports, inputFrom(file, options, workspace), defaults);
  const request = within(ports, asked, file.claimed);
  const { by = "operator" } = options;
  const { digest } = file;
  const record: ImportRecord = {
    type: "worker.imported",
    digest,
    by,
    from: sourceOf(file),
  };
  const made = await committed(ports, [{ type: "worker.spawned", request }, record], file);
  return { worker: summaryOf(made), notes: file.notes };
}

function sourceOf({ id: worker, transcript, past }: ForeignFile): ImportSource {
  return transcript === undefined
    ? { format: "harn", worker, past }
    : { format: "transcript", worker, transcript, past };
}

function refuseKeys({ keys }: ImportOptions): void {
  if (keys === undefined) return;
  throw new LegateError("bad-input", "Only an export of a whole worker has seals; leave the keys out.");
}

function placeOf({ place }: ForeignFile, { directory, repo }: ImportOptions): WorkspaceSpec {
  if (directory !== undefined && repo !== undefined)
    throw new LegateError("bad-input", "--dir and --repo both say where it works here; give one of them.");
  if (directory !== undefined) return { kind: "directory", path: directory };
  if (repo !== undefined)
    return { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false };
  if (place === undefined) return { kind: "none" };
  const message = `This worker worked in ${place}; say where it works here: --repo PATH for a checkout, --dir PATH to work in place.`;
  throw new LegateError("bad-input", message);
}

function inputFrom(file: ForeignFile, options: ImportOptions, workspace: WorkspaceSpec): SpawnInput {
  const { task, name, system, modelSettings, maxTurns, metadata, artifacts = [] } = file;
  const model = options.model ?? file.model;
  const { preset, policy, approvals } = options;
  return {
    task,
    name,
    workspace,
    modelSettings,
    metadata,
    ...(artifacts.length === 0 ? {} : { artifacts }),
    ...(system === undefined ? {} : { system }),
    ...(model === undefined ? {} : { model }),
    ...(maxTurns === undefined ? {} : { limits: { maxTurns } }),
    ...(preset === undefined ? {} : { preset }),
    ...(policy === undefined ? {} : { policy }),
    ...(approvals === undefined ? {} : { approvals }),
  };
}

function within({ toolbox }: RuntimePorts, request: WorkerRequest, claimed: PolicyRequest): WorkerRequest {
  const ceiling = meetCeilings(request.ceiling, rootCeiling(completed(claimed)));
  const offered = offeredTools(toolbox, { task: request.task, workspace: request.workspace }, ceiling);
  return { ...request, ceiling, tools: request.tools.filter((name) => offered.includes(name)) };
}

async function committed(
  ports: RuntimePorts,
  records: readonly WorkerRecord[],
  { createdAt, digest, name }: ForeignFile,
): Promise<Worker> {
  const { store, clock } = ports;
  const id = workerId(clock.uuid());
  const now = clock.now();
  const at = [createdAt ?? now, now];
  const stored = records.map((record, index): StoredRecord => {
    return { position: 0, worker: id, seq: index + 1, at: at[index] ?? now, record };
  });
  const worker = fold(stored);
  if (worker === undefined) throw new Error("an import without records");
  const { seal, sealed } = sealedHere(ports, worker, now);
  const birth = { worker: id, expectedSeq: 0, expectedEpoch: 0, name, view: viewOf(sealed) };
  const all = { records: [...records, seal], lived: { at: [...at, now], epoch: 0 } };
  try {
    await store.commit({ appends: [{ ...birth, ...all, idempotencyKey: `import ${digest}` }] });
  } catch (error) {
    if (!isFailure(error, "name-taken")) throw error;
    const { worker: known } = error.details;
    throw new LegateError("bad-input", `This file was imported before, as ${String(known)}.`, {
      details: { worker: known },
    });
  }
  return sealed;
}
