import {
  type OpenedWorkspace,
  type PlaceKind,
  placeKind,
  type WorkspaceSpec,
} from "../core/workspace/workspace.ts";
import { LegateError } from "../ports/failure.ts";
import { checkedPlace } from "./checked-place.ts";
import type { ReadImport } from "./read-import.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** Where an imported worker acts here: paths of the other machine mean nothing. */
export interface ImportPlace {
  /** Absolute; for a worker that worked in a directory. */
  readonly directory?: string;
  /** Absolute; the repository here that a checkout belongs to. */
  readonly repo?: string;
}

export interface Placed {
  readonly spec: WorkspaceSpec;
  /** Present when it had begun to act: the place is ready. */
  readonly opened?: OpenedWorkspace;
}

/**
 * What must be known before anything is written. Rejects with `bad-input` for a place that is missing,
 * not one, or not of the kind that the worker works in.
 */
export async function checkPlace(
  ports: RuntimePorts,
  { worker }: ReadImport,
  place: ImportPlace,
): Promise<WorkspaceSpec> {
  const kind = worker.workspace?.kind ?? placeKind(worker.request.workspace);
  refuseMisplaced(kind, place);
  const spec = specHere(worker, kind, place);
  return kind === "directory" || place.repo !== undefined ? checkedPlace(ports, spec) : spec;
}

/** Makes the place ready. Repeated after it broke off, it answers the same. */
export async function takePlace(
  { workspaces }: RuntimePorts,
  { worker, files }: ReadImport,
  spec: WorkspaceSpec,
  options: { readonly key: string; readonly signal?: AbortSignal },
): Promise<Placed> {
  if (worker.workspace === undefined) return { spec };
  const { key, ...rest } = options;
  if (files === undefined) return { spec, opened: await workspaces.open(spec, worker.id, rest) };
  const repo = spec.kind === "worktree" && spec.repo !== UNKNOWN ? { repo: spec.repo } : {};
  const opened = await workspaces.unpack(files, worker.id, { key, ...repo }, rest);
  const here = opened.git?.repo ?? opened.root;
  return { spec: spec.kind === "worktree" ? { ...spec, repo: here } : spec, opened };
}

function refuseMisplaced(kind: PlaceKind, { directory, repo }: ImportPlace): void {
  if (directory !== undefined && kind !== "directory")
    throw new LegateError(
      "bad-input",
      `This worker works in a ${kind} workspace; --dir is for one in a directory.`,
    );
  if (repo !== undefined && kind !== "worktree")
    throw new LegateError(
      "bad-input",
      `This worker works in a ${kind} workspace; --repo is for one with a checkout.`,
    );
}

function specHere(
  { request, workspace }: ReadImport["worker"],
  kind: PlaceKind,
  { directory, repo }: ImportPlace,
): WorkspaceSpec {
  if (kind === "none") return { kind };
  if (kind === "directory") {
    if (directory !== undefined) return { kind, path: directory };
    throw new LegateError(
      "bad-input",
      `This worker works in a directory, ${workspace?.root ?? "not opened yet"} there; say which one is meant here: --dir PATH.`,
    );
  }
  const asked = request.workspace.kind === "worktree" ? request.workspace.base : "HEAD";
  const base = workspace?.git?.base ?? asked;
  if (repo === undefined && workspace === undefined) {
    const message = "This worker had no checkout yet; say which repository it starts from here: --repo PATH.";
    throw new LegateError("bad-input", message);
  }
  return { kind, repo: repo ?? UNKNOWN, base, include: [], includeUncommitted: false };
}

/** What is unpacked stands for the repository, once it is there. */
const UNKNOWN = "";
