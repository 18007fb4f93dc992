import type { StoredRecord, WorkerRecord } from "../journal/record.ts";
import { isAudited } from "./audited.ts";

/** One audited record in words: who did what, under which rule, through which surface. */
export interface AuditRow {
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly type: string;
  /** A person or program as a surface named it, a worker, its `model`, or the `runtime`. */
  readonly who: string;
  readonly what: string;
  readonly rule: string | null;
  readonly surface: string | null;
  /** Whether a seal covers it. */
  readonly sealed: boolean;
}

/** The audited records of a journal, oldest first. */
export function auditTrail(journal: readonly StoredRecord[]): readonly AuditRow[] {
  const sealedTo = journal.findLast(({ record }) => record.type === "audit.sealed")?.seq ?? 0;
  const calls = new Map<string, string>();
  return journal.flatMap(({ seq, at, record }) => {
    if (!isAudited(record.type)) return [];
    if (record.type === "call.decided" && record.exact !== undefined)
      calls.set(record.call, record.exact.summary);
    const told = { who: "runtime", rule: null, surface: null, ...toldBy(record, calls) };
    return [{ seq, at, type: record.type, ...told, sealed: seq <= sealedTo }];
  });
}

type Told = Pick<AuditRow, "what"> & Partial<Pick<AuditRow, "who" | "rule" | "surface">>;

function toldBy(record: WorkerRecord, calls: ReadonlyMap<string, string>): Told {
  const by = "by" in record ? { who: record.by } : {};
  const call = "call" in record ? (calls.get(record.call) ?? record.call) : "";
  switch (record.type) {
    case "worker.spawned":
      return { who: record.parent ?? "operator", what: `hands on: ${record.request.task}` };
    case "worker.forked":
      return { ...by, what: `copies ${record.from} up to record ${record.atSeq}` };
    case "worker.imported":
      return { ...by, what: `imports it from a file (${record.digest})` };
    case "call.decided":
      return { what: `${record.decision}: ${call}`, rule: record.rule };
    case "approval.asked":
      return { what: `asks: ${record.question}` };
    case "approval.answered":
      return { ...by, what: `${record.answer}: ${call}`, surface: record.surface };
    case "call.finished":
      return { what: `${call}: ${record.status}${exitOf(record.data?.["exitCode"])}` };
    case "call.intended":
      return { what: `begins: ${call}` };
    case "call.not_done":
    case "call.outcome_unknown":
      return { what: `${call}: ${record.reason}` };
    case "child.spawned":
      return { who: "model", what: `hands on to ${record.name} (${record.child})` };
    case "child.addressed":
      return { who: "model", what: `tells ${record.child} to go on` };
    case "child.settled":
      return { who: record.report.child, what: `rests: ${record.report.status}` };
    case "child.granted":
      return { what: `lends ${record.child} more` };
    case "turn.completed":
      return { who: "model", what: `answers: ${record.finish}` };
    case "input.received":
      return { ...by, what: `says: ${record.text}` };
    case "budget.raised":
      return { ...by, what: `sets limits: ${JSON.stringify(record.limits)}` };
    case "authority.narrowed":
      return { ...by, what: `narrows it: ${record.reason}`, rule: `authority ${record.rev}` };
    case "command.refused":
      return { what: `refuses ${record.command}: ${record.reason}`, rule: record.code };
    case "workspace.checkpointed":
      return { what: `checkpoint ${record.checkpoint?.commit ?? "(nothing had changed)"}` };
    default:
      return { ...by, what: endOf(record) };
  }
}

function exitOf(code: unknown): string {
  return typeof code === "number" ? `, exit code ${code}` : "";
}

/** What the type says, and why. */
function endOf(record: WorkerRecord): string {
  const what = record.type.replace(".", " ");
  return "reason" in record && record.reason !== undefined ? `${what}: ${record.reason}` : what;
}
