import type { EffectClass } from "../../src/core/policy/tool-annotations.ts";
import type { CallStory, JournalCheck } from "./journal-check.ts";

/** One time that a tool really did something, as the outside world wrote it down. */
export interface Effect {
  /** `worker:call`, as the gateway gives it to the tool. */
  readonly key: string;
  readonly effectClass: EffectClass;
}

export interface EffectFindings {
  /** Calls of class `once` that happened more than once. */
  readonly repeated: number;
  /** Of these, the ones that no person allowed to happen again. */
  readonly repeatedSilently: number;
  readonly problems: readonly string[];
}

/**
 * Compares what happened with what the journals say:
 *
 * E1. Nothing happened more often than it was begun in the journal.
 * E2. A `once` effect happened once, or once more for each time that a person was asked about it.
 * E3. What is recorded as done by one of `tools` has happened.
 */
export function checkEffects(
  effects: readonly Effect[],
  journals: ReadonlyMap<string, JournalCheck>,
  tools: readonly string[],
): EffectFindings {
  const times = Map.groupBy(effects, ({ key }) => key);
  const found = { repeated: 0, repeatedSilently: 0, problems: [] as string[] };
  for (const [key, runs] of times) {
    const { intents, doubts } = storyOf(journals, key);
    if (runs.length > intents)
      found.problems.push(`${key} happened ${runs.length} times and was begun ${intents}`);
    if (runs.length < 2 || runs[0]?.effectClass !== "once") continue;
    found.repeated += 1;
    if (runs.length <= 1 + doubts) continue;
    found.repeatedSilently += 1;
    found.problems.push(`${key} must happen once and happened ${runs.length} times`);
  }
  for (const key of doneBy(tools, journals)) {
    if (!times.has(key)) found.problems.push(`${key} is recorded as done and never happened`);
  }
  return found;
}

/** Whose effect that is. */
export function workerOf(key: string): string {
  return key.slice(0, key.indexOf(":"));
}

/** The story of a call by its `worker:call`. */
export function storyOf(journals: ReadonlyMap<string, JournalCheck>, key: string): CallStory {
  const journal = journals.get(workerOf(key));
  return journal?.call(key.slice(key.indexOf(":") + 1)) ?? { tool: "", intents: 0, doubts: 0 };
}

function doneBy(tools: readonly string[], journals: ReadonlyMap<string, JournalCheck>): readonly string[] {
  return [...journals].flatMap(([worker, { calls }]) =>
    [...calls].flatMap(([call, { tool, end }]) =>
      end === "ok" && tools.includes(tool) ? [`${worker}:${call}`] : [],
    ),
  );
}
