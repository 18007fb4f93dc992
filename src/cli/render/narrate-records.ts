import type { CallRecord } from "../../core/journal/call-record.ts";
import type { StoredRecord, TurnRecord, WorkerRecord } from "../../core/journal/record.ts";
import { printRule } from "../../core/policy/rule-syntax.ts";
import type { AssistantPart } from "../../core/transcript/message.ts";
import { narrateFamily } from "./narrate-family.ts";
import { narrateLanding } from "./narrate-landing.ts";
import { narrateLife } from "./narrate-life.ts";
import { narrateNetwork } from "./narrate-network.ts";
import { narrateNodes } from "./narrate-nodes.ts";
import { narrateTranscript } from "./narrate-transcript.ts";
import { oneLine, plainText } from "./plain-text.ts";
import { between, costText, counted, duration, tokens } from "./quantities.ts";
import type { Style } from "./style.ts";

export interface NarrateOptions {
  readonly style: Style;
  /** `elapsed` since the worker was made, or the `clock` time of each record. @default "elapsed" */
  readonly times?: "elapsed" | "clock";
  /** Lines of text shown of one answer or output. @default all */
  readonly maxLines?: number;
  /** Turns whose text the reader has seen already. @default none */
  readonly isSpoken?: (turn: number) => boolean;
}

/** Tells a journal record by record; it remembers what earlier records said of the same call. */
export interface Narrator {
  tell(stored: StoredRecord): string[];
}

export function createNarrator(options: NarrateOptions): Narrator {
  const { style, times = "elapsed" } = options;
  const calls = new Map<string, string>();
  let bornAt: string | undefined;
  return {
    tell(stored) {
      bornAt ??= stored.at;
      const lines = told(stored.record, calls, options);
      const elapsed = duration(between(bornAt, stored.at)).padStart(7);
      const mark = style.dim(times === "clock" ? stored.at : elapsed);
      return lines.map((line, index) =>
        index === 0 ? `${mark}  ${line}` : `${" ".repeat(blank(times))}  ${line}`,
      );
    },
  };
}

function blank(times: "elapsed" | "clock"): number {
  return times === "clock" ? "2000-01-01T00:00:00.000Z".length : 7;
}

function told(record: WorkerRecord, calls: Map<string, string>, options: NarrateOptions): string[] {
  switch (record.type) {
    case "audit.sealed":
      return [];
    case "transcript.compacting":
    case "transcript.compacted":
      return narrateTranscript(record, options.style);
    case "turn.requested":
    case "turn.failed":
    case "turn.completed":
    case "turn.interrupted":
      return turnLines(record, calls, options);
    case "call.decided":
    case "approval.asked":
    case "approval.escalated":
    case "approval.answered":
    case "call.intended":
    case "call.finished":
    case "call.awaiting":
    case "call.not_done":
    case "call.outcome_unknown":
      return callLines(record, calls, options);
    case "artifact.produced":
      return [
        `  ${options.style.good("made")}    ${oneLine(record.artifact.kind, 60)}: ${oneLine(record.artifact.title, 200)}`,
      ];
    case "network.decided":
      return narrateNetwork(record, options.style);
    case "landing.asked":
    case "landing.started":
    case "landing.landed":
    case "landing.failed":
      return narrateLanding(record, options.style);
    case "input.received":
    case "input.delivered":
    case "child.spawned":
    case "child.addressed":
    case "child.settled":
    case "children.closing":
    case "authority.narrowed":
    case "budget.raised":
    case "child.granted":
    case "budget.granted":
      return narrateFamily(record, options.style);
    case "node.started":
    case "node.repairing":
    case "node.retrying":
    case "node.settled":
    case "workflow.finished":
      return narrateNodes(record, options.style);
    case "worker.spawned":
    case "worker.forked":
    case "cycle.started":
    case "worker.woken":
    case "stage.retrying":
    case "worker.waiting":
    case "worker.completed":
    case "worker.failed":
    case "worker.cancelled":
    case "worker.interrupted":
    case "worker.resumed":
    case "worker.dropped":
    case "worker.imported":
    case "worker.stopping":
    case "command.refused":
    case "driver.claimed":
    case "driver.released":
    case "sandbox.reported":
    case "workspace.opened":
    case "workspace.rebuilt":
    case "workspace.checkpointed":
    case "workspace.command":
    case "workspace.releasing":
    case "workspace.released":
      return narrateLife(record, options.style);
  }
}

function turnLines(record: TurnRecord, calls: Map<string, string>, options: NarrateOptions): string[] {
  const { style } = options;
  switch (record.type) {
    case "turn.requested":
      return [];
    case "turn.interrupted":
      return [
        style.attention(`turn interrupted by ${oneLine(record.by, 80)}: ${oneLine(record.reason, 300)}`),
      ];
    case "turn.failed": {
      const { class: kind, message } = record.error;
      const again = record.retryAfterMs === undefined ? "final" : `again in ${duration(record.retryAfterMs)}`;
      const what = `turn ${record.turn} attempt ${record.attempt}: ${kind}: ${oneLine(message, 300)}; ${again}`;
      return [style.bad(what)];
    }
    case "turn.completed": {
      for (const part of record.parts) if (part.kind === "call") calls.set(part.call, part.tool);
      const took = `${duration(record.durationMs)}, ${tokens(record.usage)}, ${costText(record.cost)}`;
      const spoken = options.isSpoken?.(record.turn) ?? false;
      return [
        `${style.bold(`turn ${record.turn}`)}  ${took}`,
        ...(spoken ? [] : saidLines(record.parts, options)),
      ];
    }
  }
}

function saidLines(parts: readonly AssistantPart[], { maxLines }: NarrateOptions): string[] {
  const text = parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n");
  return indented(text, maxLines);
}

/** The text as indented lines, at most `maxLines` of them, with a word on what was left out. */
function indented(text: string, maxLines = Number.POSITIVE_INFINITY): string[] {
  const lines = plainText(text).trim().split("\n");
  if (lines.length === 1 && lines[0] === "") return [];
  const shown = lines.slice(0, maxLines).map((line) => `  ${line}`.trimEnd());
  return lines.length > maxLines ? [...shown, `  … ${lines.length - maxLines} more lines`] : shown;
}

function callLines(record: CallRecord, calls: Map<string, string>, { style }: NarrateOptions): string[] {
  const name = oneLine(calls.get(record.call) ?? record.call, 200);
  switch (record.type) {
    case "call.decided":
      if (record.exact !== undefined) calls.set(record.call, record.exact.summary);
      if (record.decision !== "deny") return [];
      return [`  ${style.bad("denied")}  ${name}: ${oneLine(record.reason ?? record.rule, 300)}`];
    case "approval.asked":
      return [`  ${style.attention("asks")}    ${oneLine(record.question, 300)}`];
    case "approval.escalated":
      return [
        `  ${style.attention("asks")}    ${record.to.map((who) => oneLine(who, 80)).join(", ")}, too: ${name}`,
      ];
    case "approval.answered": {
      const word = record.answer === "approve" ? style.good("approved") : style.bad("denied");
      const always =
        record.always === undefined ? "" : `, always: ${record.always.map(printRule).join(", ")}`;
      return [`  ${word} by ${oneLine(record.by, 80)}: ${name}${oneLine(always, 200)}`];
    }
    case "call.intended":
      return [];
    case "call.finished": {
      const mark = record.status === "ok" ? style.good("ok") : style.bad(record.status);
      const gap = " ".repeat(Math.max(1, 8 - record.status.length));
      const why = record.status === "ok" ? "" : `: ${oneLine(record.text, 160)}`;
      return [`  ${mark}${gap}${name} (${duration(record.durationMs)})${why}`];
    }
    case "call.awaiting":
      return [style.dim(`  waits   for ${counted(record.children.length, "worker")}`)];
    case "call.not_done":
      return [style.dim(`  again   ${name}: ${oneLine(record.reason, 200)}`)];
    case "call.outcome_unknown":
      return [`  ${style.attention("unknown")} ${name}: ${oneLine(record.reason, 300)}`];
  }
}
