import type { WorkerId } from "../../src/core/ids.ts";
import type { JournalCheck } from "./journal-check.ts";

/** Children that their parent does not know, and such that it knows and nobody else. A copy is made by a person. */
export function familyProblems(
  journals: ReadonlyMap<WorkerId, JournalCheck>,
  wasRemoved: (worker: WorkerId) => boolean = () => false,
): readonly string[] {
  return [...journals].flatMap(([id, { worker }]) => {
    if (worker === undefined) return [];
    const { parent, forkedFrom, children } = worker;
    const unborn = children
      .filter((child) => !journals.has(child.id) && !wasRemoved(child.id))
      .map((child) => `${child.id} of ${id} was never born`);
    if (parent === undefined || forkedFrom !== undefined) return unborn;
    const known = journals.get(parent)?.worker?.children.some((child) => child.id === id);
    return known === true ? unborn : [...unborn, `${id} is not known to ${parent}, which made it`];
  });
}
