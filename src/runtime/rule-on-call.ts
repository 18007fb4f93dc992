import type { CallFacts } from "../core/policy/call-facts.ts";
import { type CapabilityPolicy, TOP } from "../core/policy/capability-policy.ts";
import type { Ceiling } from "../core/policy/ceiling.ts";
import { enforce, type Ruling } from "../core/policy/enforce.ts";
import { type Explanation, explain, type OwnedChain } from "../core/policy/explain.ts";
import { narrow } from "../core/policy/narrow.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Store } from "../ports/store.ts";
import { authorityChain } from "./authority-chain.ts";

/** The worker's present ceiling on a call, in the place where it works. */
export function rulingOn(worker: Worker, facts: CallFacts): Ruling {
  const { use, approvals } = worker.ceiling;
  const workspaceRoot = rootOf(worker);
  return enforce({ policy: within(use, workspaceRoot), approvals }, facts, { workspaceRoot });
}

/**
 * The same, and whose rule it is: read from the ancestors' journals, once for each ceiling. It is never
 * milder than `rulingOn`; it is stricter when an ancestor was narrowed and this worker has not read it yet.
 */
export async function explainedRuling(
  store: Pick<Store, "readWorker">,
  worker: Worker,
  facts: CallFacts,
): Promise<Explanation> {
  const workspaceRoot = rootOf(worker);
  return explain(await placedChain(store, worker), facts, { workspaceRoot });
}

async function placedChain(store: Pick<Store, "readWorker">, worker: Worker): Promise<OwnedChain> {
  const known = CHAINS.get(worker.ceiling);
  const chain = known ?? (await authorityChain(store, worker));
  CHAINS.set(worker.ceiling, chain);
  const { use, approvals } = worker.ceiling;
  const { name } = worker.request;
  const owner = { by: worker.id, byName: name, worker: worker.id, name, as: "place" } as const;
  return [...chain, { policy: within(use, rootOf(worker)), approvals, owner, generationsAbove: 0 }];
}

const CHAINS = new WeakMap<Ceiling, OwnedChain>();

function rootOf({ id, workspace }: Worker): string {
  if (workspace === undefined) throw new Error(`worker ${id} has no workspace yet`);
  return workspace.root;
}

/** A ceiling in a place that is known now. The same for every call of a worker, so it is kept. */
function within(use: CapabilityPolicy, root: string): CapabilityPolicy {
  const known = PLACED.get(use);
  if (known?.root === root) return known.here;
  const here = narrow(use, { ...TOP, workspaceRoots: [root] });
  PLACED.set(use, { root, here });
  return here;
}

const PLACED = new WeakMap<CapabilityPolicy, { readonly root: string; readonly here: CapabilityPolicy }>();
