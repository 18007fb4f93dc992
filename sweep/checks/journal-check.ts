import type { StoredRecord, WorkerRecord } from "../../src/core/journal/record.ts";
import { evolve } from "../../src/core/worker/evolve.ts";
import type { Worker } from "../../src/core/worker/worker.ts";

/** What a journal says of one call. */
export interface CallStory {
  readonly tool: string;
  /** How often it was begun. */
  readonly intents: number;
  /** How often a person was asked whether it may run once more, as nobody knows whether it did. */
  readonly doubts: number;
  readonly end?: "ok" | "error" | "timed-out" | "aborted" | "unknown";
  /** Whether it may happen again without anybody knowing whether it did. */
  readonly repeatable?: boolean;
  /** The world was asked since it was begun last, and it had not happened. */
  readonly undone?: boolean;
}

const UNHEARD_OF: CallStory = { tool: "", intents: 0, doubts: 0 };

/**
 * Follows one journal record by record and says what must never be in one:
 *
 * J1. It folds: no gap in `seq`, no transition that the table does not have.
 * J2. Each claim has the next epoch, and nothing is written between a release and the next claim, or before
 *     the first one, but how the worker came into the world, and seals.
 * J3. A call that has ended is not begun or ended again.
 * J4. A call makes at most one child.
 * J5. A call that was begun and must not simply be repeated has an end before the model is asked
 *     again, or the world was asked and it had not happened.
 * J6. A visit of a workflow's node that has ended does not begin again, and ends once.
 */
export class JournalCheck {
  #worker: Worker | undefined;
  #last: WorkerRecord | undefined;
  #held = false;
  #epoch = 0;
  readonly #calls = new Map<string, CallStory>();
  readonly #mothers = new Set<string>();
  readonly #visits = new Set<string>();
  #turns = 0;

  /** The worker as the journal tells it so far. */
  get worker(): Worker | undefined {
    return this.#worker;
  }

  get last(): WorkerRecord | undefined {
    return this.#last;
  }

  /** Answers of its model, since it was born or copied. */
  get turns(): number {
    return this.#turns;
  }

  get calls(): ReadonlyMap<string, CallStory> {
    return this.#calls;
  }

  call(id: string): CallStory {
    return this.#calls.get(id) ?? UNHEARD_OF;
  }

  /** What is wrong with this record in this place. */
  add(stored: StoredRecord): readonly string[] {
    const { seq, record } = stored;
    try {
      this.#last = record;
      this.#worker = evolve(this.#worker, stored);
    } catch (error) {
      return [`does not fold: ${error instanceof Error ? error.message : String(error)}`];
    }
    if (record.type === "worker.forked") this.#begin();
    const problems = [
      ...this.#claim(stored),
      ...this.#asked(record),
      ...this.#ended(record),
      ...this.#born(record),
      ...this.#forgotten(record),
      ...this.#visited(record),
    ];
    return problems.map((what) => `record ${seq} ${what}`);
  }

  /** What came before is another worker's; only what that one had under way is settled here, too. */
  #begin(): void {
    this.#held = false;
    this.#epoch = 0;
    for (const [call, { end }] of this.#calls) if (end !== undefined) this.#calls.delete(call);
    this.#mothers.clear();
    this.#turns = 0;
  }

  #claim({ seq, record }: StoredRecord): readonly string[] {
    const before = { held: this.#held, epoch: this.#epoch };
    if (record.type === "driver.claimed") {
      this.#held = true;
      this.#epoch = record.epoch;
      return record.epoch === before.epoch + 1 ? [] : [`claims epoch ${record.epoch} after ${before.epoch}`];
    }
    if (record.type === "driver.released") this.#held = false;
    const isFirst = seq === 1 || record.type === "worker.forked" || record.type === "audit.sealed";
    return before.held || isFirst ? [] : [`is ${record.type} outside of a claim`];
  }

  #asked(record: WorkerRecord): readonly string[] {
    if (record.type === "turn.completed") {
      this.#turns += 1;
      for (const part of record.parts) {
        if (part.kind === "call") this.#calls.set(part.call, { ...UNHEARD_OF, tool: part.tool });
      }
    }
    if (record.type === "approval.asked" && record.unknown === true) {
      const story = this.call(record.call);
      this.#calls.set(record.call, { ...story, doubts: story.doubts + 1 });
    }
    if (record.type === "call.decided" && record.exact !== undefined) {
      const repeatable = ["read", "idempotent"].includes(record.exact.effectClass);
      this.#calls.set(record.call, { ...this.call(record.call), repeatable });
    }
    if (record.type !== "call.intended") return [];
    const story = this.call(record.call);
    this.#calls.set(record.call, { ...story, intents: story.intents + 1, undone: false });
    return story.end === undefined ? [] : [`begins ${record.call} again, which has ended`];
  }

  #ended(record: WorkerRecord): readonly string[] {
    if (record.type === "call.not_done")
      this.#calls.set(record.call, { ...this.call(record.call), undone: true });
    if (record.type !== "call.finished" && record.type !== "call.outcome_unknown") return [];
    const story = this.call(record.call);
    const end = record.type === "call.finished" ? record.status : "unknown";
    this.#calls.set(record.call, { ...story, end });
    if (story.end !== undefined) return [`ends ${record.call} a second time`];
    return story.intents === 0 ? [`ends ${record.call}, which never began`] : [];
  }

  #forgotten({ type }: WorkerRecord): readonly string[] {
    if (type !== "turn.requested" && type !== "cycle.started") return [];
    const open = [...this.#calls].filter(
      ([, { intents, doubts, end, repeatable, undone }]) =>
        intents > 0 && doubts === 0 && end === undefined && repeatable === false && undone !== true,
    );
    return open.map(([call]) => `comes before anybody said what became of ${call}`);
  }

  #visited(record: WorkerRecord): readonly string[] {
    if (record.type === "worker.resumed") this.#visits.clear(); // what failed is tried again
    if (record.type !== "node.started" && record.type !== "node.settled") return [];
    const over = this.#visits.has(record.visit);
    if (record.type === "node.settled") this.#visits.add(record.visit);
    return over ? [`is ${record.type} of ${record.visit}, which has ended`] : [];
  }

  #born(record: WorkerRecord): readonly string[] {
    if (record.type !== "child.spawned") return [];
    const again = this.#mothers.has(record.call);
    this.#mothers.add(record.call);
    return again ? [`makes a second child of ${record.call}`] : [];
  }
}

/** Everything that is wrong with a whole journal, oldest record first. */
export function checkedJournal(records: readonly StoredRecord[]): {
  readonly check: JournalCheck;
  readonly problems: readonly string[];
} {
  const check = new JournalCheck();
  const problems = records.flatMap((record) => check.add(record));
  return { check, problems };
}
