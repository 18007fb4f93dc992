import type { WorkerId } from "../../src/core/ids.ts";
import type { JournalCheck } from "./journal-check.ts";

/** What the workers of one tree share. */
interface Tree {
  readonly limit: number;
  turns: number;
}

/** Trees that made more turns than their eldest was given, as nobody raised it: a worker and all below it share one budget. */
export function budgetProblems(journals: ReadonlyMap<WorkerId, JournalCheck>): readonly string[] {
  const trees = new Map<WorkerId, Tree>();
  for (const [id, { worker }] of journals) {
    const limit = worker?.ceiling.use.budgets.turns;
    if (eldestOf(id, journals) === id && typeof limit === "number") trees.set(id, { limit, turns: 0 });
  }
  for (const [id, { turns }] of journals) {
    const tree = trees.get(eldestOf(id, journals));
    if (tree !== undefined) tree.turns += turns;
  }
  return [...trees].flatMap(([id, { limit, turns }]) =>
    turns > limit ? [`the tree of ${id} made ${turns} turns and had ${limit}`] : [],
  );
}

/** A copy has budgets of its own, which count from where it was made. */
function eldestOf(id: WorkerId, journals: ReadonlyMap<WorkerId, JournalCheck>): WorkerId {
  const { parent, forkedFrom } = journals.get(id)?.worker ?? {};
  return parent === undefined || forkedFrom !== undefined ? id : eldestOf(parent, journals);
}
