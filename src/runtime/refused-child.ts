import type { CeilingRefusal } from "../core/policy/ceiling.ts";
import type { OwnedChain } from "../core/policy/explain.ts";
import { whoEndsDelegation, whoLacks } from "../core/policy/explain-limits.ts";
import type { PolicyRequest } from "../core/policy/policy-request.ts";
import { ownerText, type RuleOwner } from "../core/policy/rule-owner.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";
import type { Store } from "../ports/store.ts";
import { authorityChain } from "./authority-chain.ts";

type Journals = Pick<Store, "readWorker">;

/** Why a worker may not have a child with this authority, and whose limit that is. */
export async function refusedChild(
  store: Journals,
  parent: Worker,
  { code, missing }: CeilingRefusal,
  use: PolicyRequest,
): Promise<LegateError> {
  const chain = await authorityChain(store, parent, "grant");
  if (code === "may-not-delegate") return noGenerationLeft(chain, missing);
  const owner = whoLacks(chain, use);
  const message = `A child may not have more than its parent may grant; missing: ${missing.join("; ")}`;
  return new LegateError("denied", `${message}${by(owner)}.`, { details: { missing, ...known(owner) } });
}

/**
 * A narrowing reaches every generation with the same number; how many there may be below an ancestor is
 * therefore counted from that ancestor. Rejects with `denied`.
 */
export async function assertGenerationLeft(store: Journals, parent: Worker): Promise<void> {
  if (parent.authorityRev === 0) return;
  const chain = await authorityChain(store, parent, "grant");
  if (whoEndsDelegation(chain) !== undefined) throw noGenerationLeft(chain, ["delegation.maxDepth: 1"]);
}

function noGenerationLeft(chain: OwnedChain, missing: readonly string[]): LegateError {
  const owner = whoEndsDelegation(chain);
  const message = `This worker may not have workers of its own (delegation.maxDepth)${by(owner)}.`;
  return new LegateError("denied", message, { details: { missing, ...known(owner) } });
}

function by(owner: RuleOwner | undefined): string {
  return owner === undefined ? "" : ` (${ownerText(owner)})`;
}

function known(owner: RuleOwner | undefined): { readonly owner?: RuleOwner } {
  return owner === undefined ? {} : { owner };
}
