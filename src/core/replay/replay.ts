import type { StoredRecord } from "../journal/record.ts";
import { evolve } from "../worker/evolve.ts";
import type { Worker } from "../worker/worker.ts";
import { disagreement, type ReplayTools } from "./disagreement.ts";
import { isFromOutside, isRecomputed } from "./recomputed.ts";
import { unasked } from "./unasked.ts";

/** What came of replaying a journal. */
export interface Replayed {
  /** How many records were followed, the diverging one included. */
  readonly records: number;
  /** Those among them that the runtime decided by itself, and would decide the same way again. */
  readonly decisions: number;
  readonly divergence?: Divergence;
}

/** The first record that this release would not have written in its place. */
export interface Divergence {
  readonly seq: number;
  readonly type: string;
  /** In words: what it would have done, and what the journal says instead. */
  readonly why: string;
}

/**
 * Follows a journal from its first record and decides everything anew that the runtime decides by itself:
 * which step comes next, what a cycle begins with, the prompt by its digest, how it ends. What came from
 * outside is taken as it was recorded: answers of models, outcomes of tools, decisions of the gates, of people
 * and of children. So it needs no model, no tool and no file.
 *
 * Y1. A step is decided from the state at that moment, and what others said may be recorded before the step's
 *     own record is: every state since the last record of the runtime's own is one that it may have been
 *     decided from.
 * Y2. A step is decided a moment before its record, and records of one commit have the time of its first: what
 *     depends on time may have been decided at any time between the record before and the one after.
 * Y3. What is to be done for a workflow is done all at once, from one state; of its nodes' records, those of one
 *     time are taken for one commit.
 */
export function replayed(records: readonly StoredRecord[], tools: ReplayTools): Replayed {
  let states: readonly Worker[] = [];
  let decisions = 0;
  for (const [index, stored] of records.entries()) {
    const following = records[index + 1];
    const before = states.at(-1);
    const isOurs = isRecomputed(stored.record, { before, after: following?.record });
    const times = [stored.at, following?.at ?? stored.at, before?.times.updatedAt ?? stored.at];
    const isNext = stored.seq === (before?.seq ?? 0) + 1;
    const why = isOurs ? disagreement(states, stored.record, times, tools) : unasked(before, stored.record);
    const next = why === undefined || !isNext ? followed(before, stored) : why;
    if (typeof next === "string") return diverged(stored, index + 1, decisions, next);
    if (isOurs) decisions += 1;
    const goesOn = isFromOutside(stored.record) || (next.run !== undefined && following?.at === stored.at); // Y3
    states = goesOn ? [...states.slice(-MOST_STATES), next] : [next];
  }
  return { records: records.length, decisions };
}

/** So many others may have spoken meanwhile. */
const MOST_STATES = 64;

function diverged({ seq, record }: StoredRecord, records: number, decisions: number, why: string): Replayed {
  return { records, decisions, divergence: { seq, type: record.type, why } };
}

/** The state after it, or why it does not follow from what was before. */
function followed(before: Worker | undefined, stored: StoredRecord): Worker | string {
  try {
    return evolve(before, stored);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
