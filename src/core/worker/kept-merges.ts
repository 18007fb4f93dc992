import type { StoredRecord } from "../journal/record.ts";
import { scheduleOf } from "../workflow/run/run.ts";
import type { Schedule } from "../workflow/run/schedule.ts";
import { derivedState, type KeptState, keptState } from "../workspace/kept-state.ts";
import type { Checkpoint } from "../workspace/workspace.ts";
import type { Worker } from "./worker.ts";

/** The files of a run around the moment at which a child's work came in. */
export interface KeptMerge {
  /** The tree that it came into. */
  readonly before: string;
  /** With it, and nothing else; absent where it changed nothing. */
  readonly after?: Checkpoint;
}

export interface KeptMerges {
  /** By the place of the result in the journal. */
  readonly bySeq: ReadonlyMap<number, KeptMerge>;
  /** Visits whose files hold work of another one, too, because both were under way there at one time. */
  readonly mixed: ReadonlySet<string>;
}

type RunIn = Pick<Worker, "run"> & { readonly request: Pick<Worker["request"], "workspace"> };
type Settled = StoredRecord["record"] & { readonly type: "node.settled" };

/** What of the merges of a run can be had again by itself, from its journal: O(records). */
export function keptMerges(worker: RunIn, records: readonly StoredRecord[]): KeptMerges {
  const merges = new Merges(worker);
  for (const stored of records) merges.take(stored);
  return merges;
}

class Merges implements KeptMerges {
  readonly bySeq = new Map<number, KeptMerge>();
  readonly mixed = new Set<string>();
  readonly #schedule: Schedule | undefined;
  /** Under way in the files. */
  readonly #working = new Set<string>();
  /** Came in, and was not kept yet. */
  #unkept: { readonly seq: number; readonly visit: string; readonly before: string } | undefined;
  #files: KeptState | undefined;

  constructor({ run, request }: RunIn) {
    this.#schedule = run && scheduleOf(run);
    this.#files = derivedState(request.workspace);
  }

  take({ seq, record }: StoredRecord): void {
    if (record.type === "workspace.opened")
      this.#files = record.workspace.git && keptState(record.workspace.git, undefined);
    else if (record.type === "workspace.rebuilt") this.#mix();
    else if (record.type === "workspace.checkpointed") this.#kept(record.checkpoint);
    else if (record.type === "node.started") this.#started(record.visit);
    else if (record.type === "node.retrying") this.#over(record);
    else if (record.type === "node.settled") {
      this.#over(record);
      this.#settled(seq, record);
    }
  }

  #started(visit: string): void {
    if (!this.#worksInFiles(visit)) return;
    this.#working.add(visit);
    this.#mix();
  }

  /** What was asked to end is not waited for, and may write for a while. */
  #over({ visit, code }: { readonly visit: string; readonly code?: string }): void {
    if (code !== "timed-out" && code !== "ended") this.#working.delete(visit);
  }

  #settled(seq: number, { visit, takenIn, reused }: Settled): void {
    const before = this.#files?.tree;
    if (reused?.kept !== undefined) this.#files = reused.kept;
    if (takenIn === undefined || before === undefined) return;
    if (takenIn.length === 0) this.bySeq.set(seq, { before });
    else if (reused?.kept !== undefined) this.bySeq.set(seq, { before, after: reused.kept });
    else this.#cameIn(seq, visit, before);
  }

  #cameIn(seq: number, visit: string, before: string): void {
    if (this.#unkept !== undefined || this.#working.size > 0) this.#mix(visit);
    else this.#unkept = { seq, visit, before };
  }

  #kept(checkpoint: Checkpoint | undefined): void {
    const { seq, before } = this.#unkept ?? {};
    if (seq !== undefined && before !== undefined && checkpoint !== undefined)
      this.bySeq.set(seq, { before, after: checkpoint });
    this.#unkept = undefined;
    this.#files = checkpoint ?? this.#files;
  }

  /** Whose work is whose can not be told from the files any more. */
  #mix(visit = this.#unkept?.visit): void {
    if (visit === undefined) return;
    for (const one of [visit, this.#unkept?.visit, ...this.#working])
      if (one !== undefined) this.mixed.add(one);
    this.#unkept = undefined;
  }

  #worksInFiles(id: string): boolean {
    const visit = this.#schedule?.visit(id);
    return visit !== undefined && this.#schedule?.ready.needsFiles(visit) === true;
  }
}
