import type { WorkerId } from "../../core/ids.ts";
import type { NodeRecord } from "../../core/journal/node-record.ts";
import type { WorkerRecord } from "../../core/journal/record.ts";
import { canonicalJson, type Json, type JsonObject } from "../../core/json.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { Outcome } from "../../core/workflow/branch.ts";
import type { Expression } from "../../core/workflow/expression.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { ended, failed, type Result, succeeded } from "../../core/workflow/run/settled.ts";
import type { Visit } from "../../core/workflow/run/visit.ts";
import { type KeptState, keptState } from "../../core/workspace/kept-state.ts";
import { type Checkpoint, placeKind } from "../../core/workspace/workspace.ts";
import { later } from "../moment.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import type { AppendExtras } from "../staged.ts";
import { type EarlierResult, type EarlierResults, filesTakenOver, resultsFor } from "./earlier-results.ts";
import { nodeOf, Scope } from "./scope.ts";

/** What comes of beginning a visit: everything of it is written in one commit. */
export interface Begun {
  readonly records: readonly WorkerRecord[];
  readonly extras?: AppendExtras;
  /** The place in the queue of a worker that it makes: to be disposed of once that is written, or is not to be. */
  readonly admission?: Disposable;
  /** After the commit. */
  readonly afterwards?: () => void;
  /** It works in files, and the worker has no place yet. */
  readonly needsPlace?: true;
}

const NEEDS_PLACE: Begun = { records: [], needsPlace: true };

/** What an agent is asked, rendered. */
export interface Asked {
  readonly prompt: string;
  readonly system?: string;
  readonly with?: JsonObject;
  readonly artifacts?: readonly string[];
  readonly until?: string;
}

type Started = NodeRecord & { readonly type: "node.started" };

/** A visit that is about to begin, and what beginning it takes. */
export class Beginning {
  readonly ports: RuntimePorts;
  readonly worker: Worker;
  readonly visit: Visit;
  readonly scope: Scope;
  /** Of the run that this one goes on from. */
  readonly #earlier: EarlierResults | undefined;

  constructor(
    ports: RuntimePorts,
    worker: Worker,
    visit: Visit,
    { scope, earlier }: { readonly scope?: Scope; readonly earlier?: EarlierResults | undefined } = {},
  ) {
    this.ports = ports;
    this.worker = worker;
    this.visit = visit;
    this.scope = scope ?? new Scope(ports.expressions, worker, visit);
    this.#earlier = earlier;
  }

  /** The same with other names to read. */
  in(scope: Scope): Beginning {
    return new Beginning(this.ports, this.worker, this.visit, { scope, earlier: this.#earlier });
  }

  get attempt(): number {
    return scheduleOf(runOf(this.worker)).attempts(this.visit.id) + 1;
  }

  /** Names what is done: the node as it is defined, what it was given, and the files it finds. */
  key(given: Json): string {
    const { node, work } = nodeOf(this.worker, this.visit);
    const { title: _t, metadata: _m, join: _j, when: _w, ...own } = node;
    const files = this.#needsFiles ? (this.#files?.tree ?? null) : null;
    const definition = (this.visit.branch === undefined ? own : work) as unknown as Json;
    return this.ports.hasher.digest(canonicalJson([definition, given, files]));
  }

  /**
   * What keeps it from being begun: an earlier result that is taken over, or a place that is to be opened
   * first. Files that an earlier result changed come with it only while there is no place yet.
   */
  instead(key: string): Begun | undefined {
    const earlier = this.#earlier;
    const found =
      earlier === undefined || this.#isInPlace ? [] : resultsFor(earlier, this.worker, this.visit, key);
    const fitting = found.find((one) => this.#fits(one));
    if (earlier !== undefined && fitting !== undefined)
      return { records: [this.#reused(earlier.worker.id, fitting)] };
    const isOpen = this.worker.workspace !== undefined;
    const cameIn = found.some(({ settled }) => settled.takenIn !== undefined);
    if (!isOpen && cameIn) return NEEDS_PLACE; // what it came in after may be taken over before that
    return this.#isExcluded(key, cameIn) ?? (isOpen ? undefined : NEEDS_PLACE);
  }

  /** Work that came in by a merge fits the very files that it came into, and leaves those that were kept after it. */
  #fits(result: EarlierResult): boolean {
    const { settled, merge } = result;
    const files = this.#files?.tree;
    if (settled.takenIn !== undefined && (merge === undefined || merge.before !== files)) return false;
    const kept = this.#keptWith(result);
    return this.worker.workspace === undefined || kept === undefined || kept.tree === files;
  }

  #keptWith({ kept, merge }: EarlierResult): Checkpoint | undefined {
    return this.#needsFiles ? kept : merge?.after;
  }

  #isExcluded(key: string, cameIn: boolean): Begun | undefined {
    const { after } = this.worker.request.workflow ?? {};
    if (after?.only === undefined || after.only === this.visit.node) return undefined;
    const why = cameIn ? ": its work came in by a merge, into other files than these" : "";
    const reason = `only ${after.only} is to be done, and ${after.worker} has no result for this that fits${why}`;
    return { records: [failed(this.visit, key, "no-earlier-result", reason)] };
  }

  #reused(worker: WorkerId, result: EarlierResult): NodeRecord {
    const { spent: _, reused: _r, ...same } = result.settled;
    const { id, node } = this.visit;
    const kept = this.#keptWith(result);
    const from = { worker, seq: result.seq, ...(kept === undefined ? {} : { kept }) };
    return { ...same, visit: id, node, reused: from };
  }

  /** Files of somebody else's directory may have changed by themselves: what works in them is never taken over. */
  get #isInPlace(): boolean {
    return this.#needsFiles && placeKind(this.worker.request.workspace) === "directory";
  }

  get #needsFiles(): boolean {
    return scheduleOf(runOf(this.worker)).ready.needsFiles(this.visit);
  }

  get #files(): KeptState | undefined {
    const { workspace, checkpoint } = this.worker;
    if (workspace === undefined) return filesTakenOver(this.worker);
    return workspace.git === undefined ? undefined : keptState(workspace.git, checkpoint);
  }

  started(key: string, more: Omit<Partial<Started>, "type" | "visit" | "node" | "attempt" | "key">): Started {
    const { id, node } = this.visit;
    return { type: "node.started", visit: id, node, attempt: this.attempt, key, ...more };
  }

  /** When its time is up. */
  until(timeoutMs: number | undefined): { readonly until?: string } {
    return timeoutMs === undefined ? {} : { until: later(this.ports.clock, timeoutMs) };
  }

  succeeds(given: Json, result: Result = {}): Begun {
    return { records: [succeeded(this.visit, this.key(given), result)] };
  }

  ends(outcome: Outcome, given: Json, result: Result = {}): Begun {
    return { records: [ended(this.visit, this.key(given), outcome, result)] };
  }

  fails(code: string, reason: string): Begun {
    return { records: [failed(this.visit, this.key(reason), code, reason)] };
  }

  /** Its `with`, worked out; or why that cannot be. */
  worked(expressions: Readonly<Record<string, Expression>> | undefined): Worked {
    if (expressions === undefined) return { ok: true, scope: this.scope };
    const values: Record<string, Json> = {};
    for (const [name, source] of Object.entries(expressions)) {
      const evaluated = this.scope.evaluate(source);
      if (!evaluated.ok) return { ok: false, reason: `with.${name}: ${evaluated.reason}` };
      values[name] = evaluated.value;
    }
    return { ok: true, scope: this.scope.with({ with: values }), values };
  }
}

export type Worked =
  | { readonly ok: true; readonly scope: Scope; readonly values?: JsonObject }
  | { readonly ok: false; readonly reason: string };

/** What the texts of a visit come to is wrong, or cannot be worked out. */
export const EXPRESSION_FAILED = "expression-failed";
