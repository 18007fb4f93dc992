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
import { keptState } from "../../core/workspace/kept-state.ts";
import { later } from "../moment.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import type { AppendExtras } from "../staged.ts";
import { nodeOf, Scope } from "./scope.ts";

/** What comes of beginning a visit: everything of it is written in one commit. */
export interface Begun {
  readonly records: readonly WorkerRecord[];
  readonly extras?: AppendExtras;
  /** After the commit. */
  readonly afterwards?: () => void;
}

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

  constructor(ports: RuntimePorts, worker: Worker, visit: Visit, scope?: Scope) {
    this.ports = ports;
    this.worker = worker;
    this.visit = visit;
    this.scope = scope ?? new Scope(ports.expressions, worker, visit);
  }

  get attempt(): number {
    return scheduleOf(runOf(this.worker)).attempts(this.visit.id) + 1;
  }

  /** Names what is done: the node as it is defined, what it was given, and the files it finds. */
  key(given: Json): string {
    const { node, work } = nodeOf(this.worker, this.visit);
    const { title: _t, metadata: _m, join: _j, when: _w, ...own } = node;
    const { workspace, checkpoint } = this.worker;
    const git = scheduleOf(runOf(this.worker)).ready.needsFiles(this.visit) ? workspace?.git : undefined;
    const files = git === undefined ? null : keptState(git, checkpoint).tree;
    const definition = (this.visit.branch === undefined ? own : work) as unknown as Json;
    return this.ports.hasher.digest(canonicalJson([definition, given, files]));
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
