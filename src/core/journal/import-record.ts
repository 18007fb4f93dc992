import type { Ceiling } from "../policy/ceiling.ts";
import type { Message } from "../transcript/message.ts";
import type { WorkerRequest } from "../worker/request.ts";

/**
 * Everything before this record was lived elsewhere, as a file said. From here on the worker belongs to
 * this store; it is held by nobody, and only a person makes it go on.
 */
export interface ImportRecord {
  readonly type: "worker.imported";
  /** `sha256:…` of the file. */
  readonly digest: string;
  readonly by: string;
  readonly from: ImportSource;
}

export type ImportSource = MovedHere | FromHarn | FromTranscript;

/** Our own format: the records before this one are the worker's own, as they were kept there. */
export interface MovedHere {
  readonly format: "legate";
  /** ISO 8601 UTC. */
  readonly exportedAt: string;
  /**
   * The public keys in the seals of its journal, which were verified before it was taken; empty when nothing of
   * it was ever sealed. Absent in imports of releases that did not look.
   */
  readonly sealedBy?: readonly string[];
  /** What holds from here on instead of what the request said. */
  readonly now: Surroundings;
}

/** The parts of a request that depend on the machine and its operator. */
export interface Surroundings extends Pick<WorkerRequest, "tools" | "model" | "workspace"> {
  /** The ceiling of the file, met with what the operator gave who imported it. */
  readonly ceiling: Ceiling;
}

/** A snapshot of Harn's: it has no records, so what it tells of the past stands here. */
export interface FromHarn {
  readonly format: "harn";
  /** Its id there. */
  readonly worker: string;
  readonly past: ForeignPast;
}

/** A conversation of a worker of ours, without the life around it. */
export interface FromTranscript {
  readonly format: "transcript";
  /** Whose it was. */
  readonly worker: string;
  /** What it goes on from. */
  readonly transcript: string;
  readonly past: ForeignPast;
}

/** What another program tells of a worker's past. */
export interface ForeignPast {
  /** The task of every cycle, oldest first; never empty. */
  readonly tasks: readonly string[];
  /** The conversation, valid for a model: every call has its result. */
  readonly messages: readonly Message[];
  readonly outcome: ForeignOutcome;
  /** ISO 8601 UTC, as far as the file said it in a form that can be read. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export type ForeignOutcome =
  | { readonly status: "completed"; readonly result: string }
  | { readonly status: "failed" | "cancelled" | "interrupted"; readonly reason: string };
