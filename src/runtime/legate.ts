import type { KeptArtifact } from "../core/artifacts/kept-artifact.ts";
import type { Receipt } from "../core/evidence/receipt.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import type { PolicyRequest } from "../core/policy/policy-request.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { Transcript } from "../core/worker/transcript-of.ts";
import type { Host, HostEvent } from "../ports/host.ts";
import type { LandingPatch } from "../ports/landings.ts";
import type { WorkspaceDiff } from "../ports/workspaces.ts";
import type { AskedCall, AuthorityReport, ExplainedCall } from "./explain-call.ts";
import type { PreparedExport } from "./export-worker.ts";
import type { GcPolicy, GcReport } from "./gc-report.ts";
import type { ForeignFile } from "./import-foreign.ts";
import type { ImportedFile, ImportedWorker, ImportOptions } from "./import-worker.ts";
import type { LandOptions, LandResult, UndoLandingOptions } from "./land-options.ts";
import type {
  AnswerOptions,
  ArtifactFilter,
  EventOptions,
  ForkOptions,
  HostEventOptions,
  KnownWorker,
  ListFilter,
  NarrowOptions,
  OverlapOptions,
  ReleaseResult,
  RestoredFiles,
  RestoreOptions,
  ResumeOptions,
  SendOptions,
  SpawnOptions,
  StopOptions,
  TellHostOptions,
  WaitOptions,
  WaitResult,
  WorkerEvent,
  WorkerPage,
} from "./legate-options.ts";
import type { Overlap } from "./overlap.ts";
import type { RerunOptions } from "./workflow/rerun-workflow.ts";

/**
 * The library. Workers are named by id, by a unique prefix of the id, or by name when only one has
 * it; a reference that fits none rejects with `unknown-worker`, one that fits many with
 * `ambiguous-worker`.
 */
export interface Legate extends AsyncDisposable {
  /**
   * Makes a worker and returns once it is on disk; it runs in the background. Rejects with
   * `bad-input`, `denied`, `unknown-model`, `model-key-missing`, `repository-unusable`,
   * `sandbox-unavailable`, `queue-full` when too many wait for a place already, or `timed-out`, in which case
   * nothing was made; with `name-taken` when the key is that of a worker which was asked something else.
   */
  spawn(input: SpawnInput, options?: SpawnOptions): Promise<WorkerSummary>;

  /** The worker as it is now. */
  get(worker: string): Promise<WorkerSummary>;

  /** Workers by birth, oldest first, all of them unless the filter says less. */
  list(filter?: ListFilter): Promise<readonly WorkerSummary[]>;

  /** Which workers there are, or which one is meant: also one whose journal cannot be read any more. */
  roster(worker?: string): Promise<readonly KnownWorker[]>;

  /** A page of workers, and where the next one begins. */
  page(filter?: ListFilter): Promise<WorkerPage>;

  /**
   * Says something to it. A worker at rest starts its next cycle with it, under what `carry` takes along; a
   * running one gets it before its next model call (`steer`) or when it has come to its end (`followUp`).
   * Resolves once it is on disk and was taken; nothing that is said is lost, whatever crashes.
   */
  send(worker: string, text: string, options?: SendOptions): Promise<WorkerSummary>;

  /**
   * A new worker from any point of this one's journal: conversation and files as they were there. With
   * `text` it starts a cycle with that; without, it goes on from there. Rejects with `bad-input` for a
   * record that does not exist, and with `denied` when the parent may not grant its ceiling any more.
   */
  fork(worker: string, options?: ForkOptions): Promise<WorkerSummary>;

  /**
   * Waits until the workers rest and says how each of them is. Never throws for a worker that
   * failed; always returns, at the latest after `timeoutMs`. A worker that needs a person counts as
   * resting unless `until` is `settled`.
   */
  wait(workers: string | readonly string[], options?: WaitOptions): Promise<WaitResult>;

  /** Asks it to stop, waits until it has: children and processes first. Closing a finished worker changes nothing of it. */
  close(worker: string, options?: StopOptions): Promise<WorkerSummary>;

  /** Stops it so that it can be resumed. */
  interrupt(worker: string, options?: StopOptions): Promise<WorkerSummary>;

  /** Cuts its present turn short, and nothing else: it rests as `waiting(input)` until it is told what to do. */
  interruptTurn(worker: string, options?: StopOptions): Promise<WorkerSummary>;

  /**
   * Continues an interrupted, failed or cancelled worker, or one that ran into a limit, after its last
   * record. `budgets` sets new limits first: what a worker that used up its budget needs.
   */
  resume(worker: string, options?: ResumeOptions): Promise<WorkerSummary>;

  /**
   * Makes its ceiling smaller, and with it that of everything below it, in one commit: after it no call of theirs
   * begins that the smaller ceiling does not allow. A record of each says so.
   */
  narrow(worker: string, policy: PolicyRequest, options?: NarrowOptions): Promise<WorkerSummary>;

  /** What it may do at all, and whose word each of its limits is. */
  authority(worker: string): Promise<AuthorityReport>;

  /**
   * What would be said of a call of this worker now, and whose rule decides: one that it made (by its id, with
   * what was said then), or one that it might make. Nothing runs. Rejects with `bad-input` for a call or a tool
   * that is not there, and with `not-allowed-now` while it has no workspace.
   */
  explain(worker: string, call: AskedCall): Promise<ExplainedCall>;

  /**
   * Says yes to exactly the call that was asked about. With `always`, calls that these rules give are not
   * asked about again (`[]`: those that are just like it); what the worker may do at all stands above that,
   * and a narrowing ends it. Rejects with `not-allowed-now` when there is no such question any more, when
   * `by` may not answer it or did so already, or when the rules do not give this call.
   */
  approve(
    worker: string,
    answer?: AnswerOptions & { readonly always?: readonly string[] },
  ): Promise<WorkerSummary>;

  /**
   * Says no to the call that was asked about; it is told, and goes on. Of a workflow that escalated something
   * to a person, it is the answer that nobody helps: that node fails with the reason, as `given-up`. Rejects with
   * `not-allowed-now` when nothing is asked, or more than one node has escalated and none is named in `approval`.
   */
  deny(worker: string, answer?: AnswerOptions & { readonly reason?: string }): Promise<WorkerSummary>;

  /**
   * Gives up the directory of a finished worker, if everything in it is kept in the vault (a last
   * checkpoint is not taken: it exists); otherwise the directory stays and `reason` says why. The work
   * stays listed, and `resume` makes the directory again.
   */
  release(
    worker: string,
    options?: { readonly by?: string; readonly signal?: AbortSignal },
  ): Promise<ReleaseResult>;

  /**
   * Seals everything audited so far, also of a worker that is at work: without it a seal waits for a rest, an
   * answer, or many records. Where nothing is open it changes nothing.
   */
  seal(
    worker: string,
    options?: { readonly by?: string; readonly signal?: AbortSignal },
  ): Promise<WorkerSummary>;

  /**
   * Says that nobody wants the work of a finished worker any more, landed or not: `gc` may remove it. Nothing
   * is removed by this; whatever makes it go on takes it back. Rejects with `not-allowed-now` while it is active.
   */
  drop(
    worker: string,
    options?: { readonly by?: string; readonly reason?: string; readonly signal?: AbortSignal },
  ): Promise<WorkerSummary>;

  /**
   * Which workers are over for long enough to be removed for good, and why the others stay; with `apply` it
   * removes them. Work that was neither landed nor dropped is never removed. May be repeated at any time,
   * also after a crash: it finishes what was begun.
   */
  gc(policy?: GcPolicy): Promise<GcReport>;

  /**
   * The artifacts of a worker, oldest first: given with its task, made by its calls, the results of its cycles and
   * of the nodes of its workflow, and what its children handed back. See `docs/artifacts.md`.
   */
  artifacts(worker: string, filter?: ArtifactFilter): Promise<readonly KeptArtifact[]>;

  /**
   * Brings the last checkpoint of a worker at rest into the repository that its checkout is of: the only way in
   * which that is ever written. Computed in the vault; the branch moves by compare-and-swap, and the work tree that has
   * it checked out follows when nothing there is in the way. What does not land is answered, not thrown: `refusal`
   * says why and what now, `conflicts` with all three sides. Rejects with `not-allowed-now` for a worker that is
   * active or has no checkout, and with `bad-input` for a branch, path or person that is none. See `docs/landing.md`.
   */
  land(worker: string, options?: LandOptions): Promise<LandResult>;

  /**
   * Takes the worker's last landing back. The branch goes back to where it was if it is still at that commit and
   * no remote has it; else a commit reverts it. Answers and refuses like `land`.
   */
  undoLanding(worker: string, options?: UndoLandingOptions): Promise<LandResult>;

  /**
   * Which workers change the same files, by their last checkpoints, and whether that would merge: to be seen before
   * it is a conflict. Without a list: all whose work neither landed nor was given up, at work or at rest.
   */
  overlap(options?: OverlapOptions): Promise<readonly Overlap[]>;

  /** What `land` would bring, as a mail for `git am` or `git apply`. Writes nothing, whatever the worker does. */
  landingPatch(worker: string, options?: Omit<LandOptions, "dryRun" | "by">): Promise<LandingPatch>;

  /** What was said in its life, conversation by conversation, and what its model is shown now. */
  transcript(worker: string): Promise<Transcript>;

  /** Its journal from `afterSeq` (default 0). */
  records(
    worker: string,
    range?: { readonly afterSeq?: number; readonly limit?: number },
  ): Promise<readonly StoredRecord[]>;

  /**
   * Its records as they come, oldest first, and between them what happens live. Ends when the worker
   * is settled (or at once after the last record when `follow` is false), or when `signal` aborts.
   */
  events(worker: string, options?: EventOptions): AsyncIterable<WorkerEvent>;

  /**
   * The records of all workers from a position on, each once and in order, and with each what a host is
   * told of it. `position` of the last one that was kept is `after` of the next time: nothing is lost
   * between. Goes on until `signal` aborts, or ends after the last record when `follow` is false.
   */
  hostEvents(options?: HostEventOptions): AsyncIterable<HostEvent>;

  /** The same, given to a host one by one; see `Host`. Answers the last position that it took. */
  tellHost(host: Host, options?: TellHostOptions): Promise<number | undefined>;

  /** What the runtime vouches for of it: see `docs/audit.md`. */
  receipt(worker: string): Promise<Receipt>;

  /**
   * Runs the workflow of this worker again as a new one, perhaps an edited form of it: a node whose definition,
   * inputs and files are the same is not done again. Rejects with `bad-input` for a worker that runs none, and
   * for nodes or inputs that do not fit.
   */
  rerun(worker: string, options?: RerunOptions): Promise<WorkerSummary>;

  /** From its base to its last checkpoint. */
  diff(worker: string): Promise<WorkspaceDiff>;

  /**
   * Writes its files as they were kept, last or at a record, into a folder that is not there yet or is empty;
   * the worker, and its directory if it has one, stay as they are. Rejects with `bad-input` when something is
   * there or there is no such record, and with `not-allowed-now` when nothing of it is kept.
   */
  restore(worker: string, options: RestoreOptions): Promise<RestoredFiles>;

  /**
   * Everything that another state directory needs to go on with it, as it is now; it goes on here
   * undisturbed. Dispose what is answered once it was written. Rejects with `not-allowed-now` when its
   * journal is too long to move.
   */
  export(worker: string, options?: { readonly signal?: AbortSignal }): Promise<PreparedExport>;

  /**
   * Makes the worker of an export one of this state directory, with the same id; nobody drives it until
   * it is resumed. What its file claims it may do is met with what is given here. Rejects with
   * `bad-input` for a worker that is here already, a place that is missing, and a file that cannot be
   * understood, with `unknown-model`, `sandbox-unavailable` or `workspace-conflict`; then nothing was made.
   * A worker of another program becomes a new one, with its past as far as its file tells it.
   */
  import(file: ImportedFile | ForeignFile, options?: ImportOptions): Promise<ImportedWorker>;

  /** The bytes behind a reference in a record. */
  blob(digest: string): Promise<Uint8Array | undefined>;
}
