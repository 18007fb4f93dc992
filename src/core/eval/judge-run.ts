import type { StoredRecord } from "../journal/record.ts";
import type { Replayed } from "../replay/replay.ts";
import { allArtifacts } from "../worker/all-artifacts.ts";
import { summaryOf, type WorkerSummary } from "../worker/summary.ts";
import type { Worker } from "../worker/worker.ts";
import type { ArtifactExpectation, Expectation, TextExpectation, UsageExpectation } from "./expectation.ts";
import { startedTools, succeededTools } from "./used-tools.ts";
import { misvisited } from "./visited.ts";

/** A run that came to rest, from its journal. */
export interface FinishedRun {
  readonly worker: Worker;
  readonly records: readonly StoredRecord[];
  readonly replayed: Replayed;
}

/** What of an expectation does not hold of a run, one sentence each; nothing when all of it does. */
export function unmet(expected: Expectation, { worker, records, replayed }: FinishedRun): readonly string[] {
  const summary = summaryOf(worker);
  const { status, waitingOn, failure, evidence } = summary;
  return [
    ...differing("its status", expected.status, status, summary.reason),
    ...differing("what it waits for", expected.waitingOn, waitingOn, summary.reason),
    ...differing("its failure", expected.failure, failure, summary.reason),
    ...differing("its verdict", expected.verdict, evidence.verdict, evidence.why),
    ...wrongText("its result", expected.result, summary.result),
    ...wrongText("its reason", expected.reason, summary.reason),
    ...misvisited(expected.visits ?? {}, records),
    ...(expected.artifacts ?? []).flatMap((one) => miscounted(one, worker)),
    ...wrongTools(expected, records),
    ...exceeded(expected.atMost ?? {}, summary),
    ...diverged(expected, replayed),
  ];
}

function differing(
  what: string,
  expected: string | undefined,
  found: string | null,
  why: string | null,
): string[] {
  if (expected === undefined || expected === found) return [];
  return [`${what} is ${found ?? "none"}, not ${expected}${why === null ? "" : ` (${why})`}`];
}

function wrongText(what: string, expected: TextExpectation | undefined, found: string | null): string[] {
  if (expected === undefined) return [];
  if (found === null) return [`there is no text that could be ${what}`];
  const { equals, contains = [], lacks = [] } = expected;
  return [
    ...(equals === undefined || equals === found
      ? []
      : [`${what} is ${quoted(found)}, not ${quoted(equals)}`]),
    ...contains.filter((part) => !found.includes(part)).map((part) => `${what} lacks ${quoted(part)}`),
    ...lacks.filter((part) => found.includes(part)).map((part) => `${what} contains ${quoted(part)}`),
  ];
}

function miscounted({ kind, atLeast, atMost }: ArtifactExpectation, worker: Worker): string[] {
  const count = allArtifacts(worker).filter((one) => one.kind === kind).length;
  const least = atLeast ?? (atMost === undefined ? 1 : 0);
  if (count < least) return [`it has ${count} artifacts of kind ${kind}, not ${least} or more`];
  return atMost !== undefined && count > atMost
    ? [`it has ${count} artifacts of kind ${kind}, not ${atMost} or fewer`]
    : [];
}

function wrongTools({ used = [], unused = [] }: Expectation, records: readonly StoredRecord[]): string[] {
  const succeeded = succeededTools(records);
  const started = startedTools(records);
  return [
    ...used.filter((tool) => !succeeded.has(tool)).map((tool) => `no call of ${tool} succeeded`),
    ...unused.filter((tool) => started.has(tool)).map((tool) => `${tool} was called`),
  ];
}

function exceeded(bounds: UsageExpectation, summary: WorkerSummary): string[] {
  const { usage, cost, turns, calls, deniedCalls } = summary;
  const tokens = usage.inputTokens + usage.outputTokens;
  const costUsd = cost.known ? cost.usd : Number.POSITIVE_INFINITY;
  const found = { costUsd, tokens, turns, calls, deniedCalls };
  return USAGE.flatMap((what) => {
    const bound = bounds[what];
    if (bound === undefined || found[what] <= bound) return [];
    const value = Number.isFinite(found[what]) ? `${found[what]}` : "not known";
    return [`${what} is ${value}, above ${bound}`];
  });
}

const USAGE = ["costUsd", "tokens", "turns", "calls", "deniedCalls"] as const;

function diverged({ replays }: Expectation, { divergence }: Replayed): string[] {
  if (replays === undefined || divergence === undefined) return [];
  return [`it does not replay: record ${divergence.seq}, ${divergence.type}: ${divergence.why}`];
}

const quoted = (text: string) => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
