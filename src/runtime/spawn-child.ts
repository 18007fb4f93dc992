import { limitOf } from "../core/budget/ledger.ts";
import { ownCap, sliceFor } from "../core/budget/slice.ts";
import { workerId } from "../core/ids.ts";
import type { Limit } from "../core/policy/capability-policy.ts";
import { completed } from "../core/policy/policy-request.ts";
import type { Call } from "../core/worker/call.ts";
import type { Delegation } from "../core/worker/delegation.ts";
import { raisedCeiling } from "../core/worker/raised-ceiling.ts";
import type { Worker } from "../core/worker/worker.ts";
import { birthOf } from "./birth.ts";
import { childRequest } from "./child-request.ts";
import type { Delegated } from "./delegated.ts";
import type { Drive } from "./drive.ts";
import { momentFor } from "./moment.ts";

/**
 * Makes a child: its first record, what it is lent of the budgets, and the answer to the call that asked for
 * it are one commit, so there is never a child that its parent does not know, nor the other way round; and
 * none is made by a parent that has not read yet how narrow it is.
 */
export async function spawnChild(
  drive: Drive,
  call: Call,
  asked: Delegation & { readonly verb: "spawn" },
): Promise<Delegated> {
  const { held, ports, family } = drive;
  const parent = held.worker;
  const request = await childRequest(ports, parent, asked);
  const wanted = completed({ budgets: asked.budgets ?? {} }).budgets;
  const slice = sliceFor(parent.ledger, wanted, wallLeft(drive, parent));
  const cap = ownCap(request.ceiling.use.budgets, raisedCeiling(parent).use.budgets, wanted);
  const id = workerId(ports.clock.uuid());
  const root = (await ports.store.stream(parent.id))?.root ?? parent.id;
  const admission = await family.queue.admit(); // last: nothing that fails keeps a place
  const birth = birthOf({
    id,
    request,
    at: ports.clock.now(),
    parent: { id: parent.id, root, slice, cap },
    idempotencyKey: `${parent.id}:${call.id}`,
  });
  const told = {
    worker: id,
    name: request.name,
    status: "queued",
    next: `It works in the background, and ends by itself. Do not do its work too, and do not ask how it is again and again: go on with something else, or call wait_agent, which costs nothing and returns when it is done.`,
  };
  return {
    output: { status: "ok", text: JSON.stringify(told), data: { worker: id, name: request.name } },
    records: [{ type: "child.spawned", child: id, call: call.id, name: request.name, slice }],
    extras: { also: [birth], requireEmptyInbox: true },
    admission,
    afterwards: () => family.want(id),
  };
}

function wallLeft({ ports }: Drive, parent: Worker): Limit {
  const limit = limitOf(parent.ledger, "wallMs");
  return limit === "any" ? "any" : Math.max(0, limit - momentFor(ports.clock, parent).ageMs);
}
