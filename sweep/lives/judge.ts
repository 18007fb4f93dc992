import type { WorkerId } from "../../src/core/ids.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { isSettled } from "../../src/core/worker/status.ts";
import type { WorkerSummary } from "../../src/core/worker/summary.ts";
import { budgetProblems } from "../checks/budget-check.ts";
import { checkEffects } from "../checks/effect-check.ts";
import { familyProblems } from "../checks/family-check.ts";
import { checkedJournal, type JournalCheck } from "../checks/journal-check.ts";
import { replayProblems } from "../checks/replay-check.ts";
import { transcriptProblems } from "../checks/transcript-check.ts";
import { happenedIn, LIFE_TOOLS } from "./ledger.ts";
import type { Life } from "./life.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";

/** What one life came to, and what of it must not be. */
export interface Verdict {
  readonly acknowledged: number;
  readonly acknowledgedLost: number;
  readonly repeated: number;
  readonly repeatedSilently: number;
  readonly unreadable: number;
  readonly effects: number;
  readonly outcomesUnknown: number;
  readonly problems: readonly string[];
}

/** Holds what is on disk against what processes were told, what happened outside, and what was to be done. */
export function judged(
  life: Life,
  told: readonly string[],
  records: readonly StoredRecord[],
  workers: readonly WorkerSummary[],
): Verdict {
  const journals = new Map<WorkerId, JournalCheck>();
  const problems: string[] = [];
  for (const [worker, own] of Map.groupBy(records, (record) => record.worker)) {
    const { check, problems: wrong } = checkedJournal(own);
    journals.set(worker, check);
    problems.push(...wrong, ...replayProblems(own));
    if (check.worker !== undefined) problems.push(...transcriptProblems(check.worker, own));
  }
  const happened = happenedIn(life.ledger.file);
  const effects = checkEffects(
    happened,
    journals,
    LIFE_TOOLS.map(({ name }) => name),
  );
  const kept = new Set(records.map(({ worker, seq, record }) => `${worker} ${seq} ${record.type}`));
  const texts = new Set(happened.map(({ text }) => text));
  problems.push(...budgetProblems(journals), ...familyProblems(journals), ...unsettled(journals));
  problems.push(...effects.problems, ...wrongEnds(life, workers), ...dropped(texts, records, journals));
  return {
    acknowledged: told.length,
    acknowledgedLost: told.filter((line) => !kept.has(line)).length,
    repeated: effects.repeated,
    repeatedSilently: effects.repeatedSilently,
    unreadable: 0,
    effects: happened.length,
    outcomesUnknown: records.filter(({ record }) => record.type === "call.outcome_unknown").length,
    problems,
  };
}

function wrongEnds(life: Life, workers: readonly WorkerSummary[]): readonly string[] {
  const scenario: Scenario = SCENARIOS[life.scenario];
  return Object.entries(scenario.workers).flatMap(([key, { result }]) => {
    const found = workers.filter(({ name }) => name === key);
    const [worker] = found;
    if (found.length === 1 && worker?.result === result) return [];
    return [`${key} is there ${found.length} times, ${worker?.status}: ${worker?.result ?? worker?.reason}`];
  });
}

/** When the eldest are done, so are all that they made. */
function unsettled(journals: ReadonlyMap<WorkerId, JournalCheck>): readonly string[] {
  return [...journals.values()].flatMap(({ worker }) =>
    worker === undefined || isSettled(worker.status.status)
      ? []
      : [`${worker.request.name} is still ${worker.status.status}`],
  );
}

/** What the script asks for happened, or its call says that nobody knows. */
function dropped(
  happened: ReadonlySet<string>,
  records: readonly StoredRecord[],
  journals: ReadonlyMap<WorkerId, JournalCheck>,
): readonly string[] {
  const unknown = new Set(
    records.flatMap(({ worker, record }) =>
      record.type === "call.outcome_unknown" ? [`${worker}:${record.call}`] : [],
    ),
  );
  return records.flatMap(({ worker, record }) => {
    const text = record.type === "call.decided" ? record.exact?.arguments["text"] : undefined;
    if (record.type !== "call.decided" || typeof text !== "string") return [];
    if (happened.has(text) || unknown.has(`${worker}:${record.call}`)) return [];
    const became = records
      .filter((one) => one.worker === worker && "call" in one.record && one.record.call === record.call)
      .map((one) => one.record.type);
    const end = JSON.stringify(journals.get(worker)?.worker?.status);
    return [`${text} never happened, and nobody says so; its call: ${became.join(", ")}; its worker: ${end}`];
  });
}

/** What finished in a real checkout is in its last checkpoint. Nothing is known of places without files. */
export function missingFiles(
  records: readonly StoredRecord[],
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const decided = new Map<string, string>();
  return records.flatMap(({ worker, record }) => {
    if (record.type === "call.decided" && record.exact?.level === "workspace_write") {
      decided.set(`${worker}:${record.call}`, `${String(record.exact.arguments["text"])}.txt`);
    }
    if (record.type !== "call.finished" || record.status !== "ok") return [];
    const file = decided.get(`${worker}:${record.call}`);
    if (file === undefined || (kept.get(worker)?.has(file) ?? true)) return [];
    return [`${file} is in no checkpoint of ${worker}`];
  });
}
