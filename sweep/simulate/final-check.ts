import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import type { WorkerId } from "../../src/core/ids.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { handClock } from "../../src/testing/hand-clock.ts";
import { auditProblems } from "../checks/audit-check.ts";
import { budgetProblems } from "../checks/budget-check.ts";
import { checkEffects, type Effect, type EffectFindings, workerOf } from "../checks/effect-check.ts";
import { familyProblems } from "../checks/family-check.ts";
import { checkedJournal, type JournalCheck } from "../checks/journal-check.ts";
import { replayProblems } from "../checks/replay-check.ts";
import { transcriptProblems } from "../checks/transcript-check.ts";
import { SIM_TOOLS } from "./sim-outside.ts";
import type { World } from "./world.ts";

const TOOLS = SIM_TOOLS.map(({ name }) => name);

export interface FinalFindings extends EffectFindings {
  readonly acknowledgedLost: number;
  readonly unreadable: number;
  readonly outcomesUnknown: number;
}

/** Holds what is on the disk at the end against what happened. */
export async function finalCheck(world: World): Promise<FinalFindings> {
  const journals = new Map<WorkerId, JournalCheck>();
  const sum = { unreadable: 0, outcomesUnknown: 0, problems: [] as string[] };
  const found = await journalsOn(world);
  const kept = [...found.values()].flat();
  for (const [worker, records] of found) {
    const { check, problems: wrong } = checkedJournal(records);
    const problems = [...wrong, ...auditProblems(worker, records)];
    journals.set(worker, check);
    if (check.worker?.seq !== records.length) sum.unreadable += 1;
    else problems.push(...transcriptProblems(check.worker, records), ...replayProblems(records));
    sum.problems.push(...problems.map((problem) => `${worker}: ${problem}`));
    sum.outcomesUnknown += records.filter(({ record }) => record.type === "call.outcome_unknown").length;
  }
  sum.problems.push(
    ...budgetProblems(journals),
    ...familyProblems(journals, (worker) => world.watch.isGone(worker)),
  );
  sum.problems.push(...unheard(world, kept));
  const effects = checkEffects(happened(world), journals, TOOLS);
  const acknowledgedLost = lost(world, kept);
  return { ...sum, ...effects, acknowledgedLost, problems: [...sum.problems, ...effects.problems] };
}

/** Reading all of it as somebody who comes later would takes a tenth of the time, so that is done now and then. */
async function journalsOn({ contents, hasher, watch, chance }: World) {
  if (!chance.happens(0.25)) return watch.all();
  const disk = createMemoryStore({ clock: handClock(), hasher, contents });
  const kept = await disk.readAll({ after: 0, limit: Number.POSITIVE_INFINITY });
  return Map.groupBy(kept, (record) => record.worker);
}

/** Asking the world is as good as doing something once, unless somebody begins it after all. */
function happened({ effects, stoodStill, watch }: World): readonly Effect[] {
  const known = effects.filter(({ key }) => !watch.isGone(workerOf(key)));
  if (stoodStill) return known;
  return known.map((effect) =>
    effect.effectClass === "reconcilable" ? { ...effect, effectClass: "once" } : effect,
  );
}

/** What somebody said and was told is kept, and no journal has. */
function unheard({ said, watch }: World, kept: readonly StoredRecord[]): readonly string[] {
  const known = new Set(
    kept.flatMap(({ worker, record }) =>
      record.type === "input.received" ? [`${worker} ${record.text}`] : [],
    ),
  );
  return said
    .filter(({ worker, text }) => !watch.isGone(worker) && !known.has(`${worker} ${text}`))
    .map(({ worker, text }) => `${worker} was told "${text}", and nobody knows of it`);
}

/** What a process was told is kept, and is not. */
function lost(world: World, kept: readonly StoredRecord[]): number {
  const known = new Set(kept.map(placeOf));
  return world.watch.told.filter((record) => !known.has(placeOf(record))).length;
}

function placeOf({ worker, seq, record }: StoredRecord): string {
  return `${worker} ${seq} ${record.type}`;
}
