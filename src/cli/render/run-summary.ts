import type { LandedSummary } from "../../core/landing/past-landing.ts";
import type { OpenEscalation, OpenQuestion, WorkerSummary } from "../../core/worker/summary.ts";
import type { FileChange } from "../../core/workspace/workspace.ts";
import { budgetRows } from "./budget-rows.ts";
import { evidenceRow } from "./evidence-row.ts";
import { renderFileChanges } from "./file-changes.ts";
import { answerTo, helpLine } from "./how-to-answer.ts";
import { oneLine, plainText } from "./plain-text.ts";
import { between, costText, counted, duration, tokens } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import { emphasised, statusWords } from "./status-words.ts";
import type { Style } from "./style.ts";

/**
 * What a run came to: state, result, what it took, what it changed, where the work is, what to do
 * next. `files` is absent when the workspace keeps no base to compare with.
 */
export function renderRunSummary(
  worker: WorkerSummary,
  files: readonly FileChange[] | undefined,
  style: Style,
): string[] {
  return [
    ...fields(
      [
        ["worker", `${oneLine(worker.name)} (${worker.id})`],
        ["status", emphasised(worker, statusWords(worker, 400), style)],
        ...evidenceRow(worker, style),
        ["model", oneLine(worker.model)],
        ["effort", effort(worker)],
        ["tokens", `${tokens(worker.usage)}, ${costText(worker.cost)}`],
        ...budgetRows(worker),
        ...place(worker),
      ],
      style,
    ),
    ...section("Result", worker.result === null ? [] : plainText(worker.result.trim()).split("\n"), style),
    ...section(
      "So far",
      worker.partial === null ? [] : plainText(worker.partial.trim()).split("\n").slice(0, 12),
      style,
    ),
    ...section("Changes", files === undefined ? [] : renderFileChanges(files, style), style),
    ...section("Next", nextSteps(worker, hasChanges(worker, files)), style),
  ];
}

/** `label  value` lines with the labels in one column. */
export function fields(rows: readonly (readonly [string, string])[], style: Style): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${style.dim(label.padEnd(width))}  ${value}`);
}

function effort(worker: WorkerSummary): string {
  const denied = worker.deniedCalls > 0 ? ` (${worker.deniedCalls} denied)` : "";
  const time = duration(between(worker.startedAt ?? worker.createdAt, worker.finishedAt ?? worker.updatedAt));
  return `${counted(worker.turns, "turn")}, ${counted(worker.calls, "call")}${denied}, ${time}`;
}

function place({ workspace, landed }: WorkerSummary): [string, string][] {
  const { root, base, checkpoint, checkpointRef } = workspace;
  const shown: [string, string | null][] = [
    ["workspace", root],
    ["base", base],
    ["checkpoint", checkpoint === null ? null : `${checkpoint} ${checkpointRef ?? ""}`.trim()],
    ...landed.map((one): [string, string] => ["landed", landedText(one)]),
  ];
  return shown.flatMap(([label, value]) =>
    value === null ? [] : [[label, oneLine(value)] as [string, string]],
  );
}

function landedText({ commit, branch, paths, at, undoneAt }: LandedSummary): string {
  const part = paths === null ? "" : `, of it ${paths.join(", ")}`;
  const back = undoneAt === null ? "" : `; taken back ${undoneAt}`;
  return `${commit ?? ""} on ${branch}, ${at}${part}${back}`;
}

function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : ["", style.bold(title), ...lines.map((line) => `  ${line}`.trimEnd())];
}

/** Where nobody counted the files, a checkpoint says that there was something to keep. */
function hasChanges({ workspace }: WorkerSummary, files: readonly FileChange[] | undefined): boolean {
  return files === undefined ? workspace.checkpoint !== null : files.length > 0;
}

function nextSteps(worker: WorkerSummary, changed: boolean): string[] {
  const id = shortId(worker.id);
  const look = changed ? [`legate diff ${id}`, `legate land ${id} --dry-run`] : [];
  return [
    ...worker.questions.flatMap((question) => answers(id, question, worker.questions.length)),
    ...stateSteps(worker, id),
    ...look,
    `legate logs ${id}`,
  ];
}

function answers(id: string, question: OpenQuestion, questions: number): string[] {
  const which = answerTo(id, question, questions === 1);
  return [
    `it asks: ${oneLine(question.question, 200)}`,
    `legate approve ${which}   or   legate deny ${which}`,
  ];
}

function helps(id: string, escalation: OpenEscalation, isOnly: boolean): string[] {
  const asked = isOnly ? [] : [`it asks for help: ${oneLine(escalation.reason, 200)}`];
  return [...asked, helpLine(id, escalation, isOnly)];
}

function stateSteps(worker: WorkerSummary, id: string): string[] {
  const { status, failure, waitingOn, questions, escalations, parent, budget } = worker;
  const goesOn = status === "failed" || status === "cancelled" || status === "interrupted";
  const limited = status === "waiting" && (waitingOn === "limit" || waitingOn === "budget");
  if (limited && waitingOn === "budget") {
    const whose = parent !== null && budget.lent.length > 0 ? shortId(parent) : id; // its own limit is not what binds it
    return [`legate resume ${whose} --budget KIND=N`, `legate close ${id}`];
  }
  if (limited) return [`legate resume ${id}`, `legate close ${id}`];
  const isOnly = escalations.length + questions.length === 1; // an unnamed no is for a question, where there is one
  if (escalations.length > 0) return escalations.flatMap((one) => helps(id, one, isOnly));
  if (waitingOn === "input") return [`legate send ${id} "…"   or   legate resume ${id}`];
  const mend =
    failure === "repository-unusable" ? ["first do in the repository what the status says, then"] : [];
  return goesOn ? [...mend, `legate resume ${id}`] : [];
}
