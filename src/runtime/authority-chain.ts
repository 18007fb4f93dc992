import type { WorkerId } from "../core/ids.ts";
import type { Ceiling } from "../core/policy/ceiling.ts";
import type { OwnedCeiling, OwnedChain } from "../core/policy/explain.ts";
import { type CeilingsSaid, ceilingsSaid } from "../core/worker/ceilings-said.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Store } from "../ports/store.ts";

/** What the worker itself may do (`use`), or what it may hand on (`grant`). */
export type Side = "use" | "grant";

/**
 * Every ceiling that a worker is held to, the eldest ancestor's first, as the journals tell it: of an
 * ancestor what it may grant, since that is what bounds those below it. The last one is the worker's
 * present one. An ancestor that was removed for good is left out: what it granted stands in its child.
 */
export async function authorityChain(
  store: Pick<Store, "readWorker">,
  worker: Worker,
  side: Side = "use",
): Promise<OwnedChain> {
  const own = await saidBy(store, worker.id);
  if (own === undefined) throw new Error(`the journal of ${worker.id} does not begin with its spawn`);
  const lines = [own];
  for (let next = own.parent; next !== undefined; next = lines.at(-1)?.parent) {
    const ancestor = await saidBy(store, next);
    if (ancestor === undefined) break;
    lines.push(ancestor);
  }
  const elder = lines.slice(1).flatMap((line, index) => {
    const generationsAbove = index + 1;
    return ownedBy(line, lines[generationsAbove + 1], "grant", generationsAbove).toReversed();
  });
  const [last, ...before] = ownedBy(own, lines[1], side, 0).toReversed();
  if (last === undefined) throw new Error(`the journal of ${worker.id} gives it no ceiling`);
  return eldestFirst({ ...last, ...held(worker.ceiling, side) }, [...before, ...elder]);
}

function eldestFirst(last: OwnedCeiling, others: readonly OwnedCeiling[]): OwnedChain {
  const [first, ...rest] = [...others.toReversed(), last];
  return [first ?? last, ...rest];
}

function ownedBy(
  { said }: CeilingsSaid,
  parent: CeilingsSaid | undefined,
  side: Side,
  generationsAbove: number,
): readonly OwnedCeiling[] {
  return said.map(({ ceiling, owner }) => {
    const isParents = owner.as === "spawn" && parent !== undefined;
    const named = isParents ? { ...owner, byName: parent.name } : owner;
    return { ...held(ceiling, side), owner: named, generationsAbove };
  });
}

function held(ceiling: Ceiling, side: Side) {
  return { policy: ceiling[side], approvals: ceiling.approvals };
}

const PAGE = 500;

/** A journal may be long, and little of it speaks of authority: it is read page by page. */
async function saidBy(store: Pick<Store, "readWorker">, id: WorkerId): Promise<CeilingsSaid | undefined> {
  let known: CeilingsSaid | undefined;
  for (let afterSeq = 0; ; ) {
    const page = await store.readWorker(id, { afterSeq, limit: PAGE });
    for (const stored of page) known = ceilingsSaid(known, stored);
    if (page.length < PAGE) return known;
    afterSeq = page.at(-1)?.seq ?? afterSeq;
  }
}
