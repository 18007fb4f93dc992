import { limitOf } from "../../core/budget/ledger.ts";
import { ownCap, sliceFor } from "../../core/budget/slice.ts";
import { workerId } from "../../core/ids.ts";
import type { Budgets, Limit } from "../../core/policy/capability-policy.ts";
import { completed } from "../../core/policy/policy-request.ts";
import type { Continuation } from "../../core/transcript/continuation.ts";
import { callIdOf } from "../../core/worker/node-call.ts";
import { raisedCeiling } from "../../core/worker/raised-ceiling.ts";
import type { WorkerRequest } from "../../core/worker/request.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { AgentWork } from "../../core/workflow/agent-work.ts";
import { isFailure } from "../../ports/failure.ts";
import { birthOf } from "../birth.ts";
import { type ChildAsked, childRequest } from "../child-request.ts";
import type { Drive } from "../drive.ts";
import { momentFor } from "../moment.ts";
import type { Asked, Beginning, Begun } from "./beginning.ts";

export interface ChildPlace {
  readonly workspace: "shared" | "own" | "none";
  readonly name?: string;
  readonly budgets?: Partial<Budgets>;
}

/**
 * A worker that does the work of a visit: its first record, what it is lent and that the visit began are one
 * commit, so that a crash leaves both or neither, and the visit finds its worker again.
 */
export async function beginChild(
  drive: Drive,
  at: Beginning,
  work: AgentWork,
  key: string,
  asked: Asked,
  place: ChildPlace,
  continues: Continuation | undefined,
): Promise<Begun> {
  const { graph } = runOf(at.worker);
  const model = work.model ?? (work.agent === undefined ? graph.model : undefined);
  const { policy, approvals, limits, tools, agent, modelSettings } = work;
  return born(drive, at, key, asked, place, {
    task: asked.prompt,
    ...(asked.system === undefined ? {} : { system: asked.system }),
    ...(continues === undefined ? {} : { continues }),
    ...(agent === undefined ? {} : { agent }),
    ...(model === undefined ? {} : { model }),
    ...(modelSettings === undefined ? {} : { modelSettings }),
    ...(tools === undefined ? {} : { tools }),
    ...(policy === undefined ? {} : { policy }),
    ...(approvals === undefined ? {} : { approvals }),
    ...(limits === undefined ? {} : { limits }),
  });
}

/** Refusals of what was asked are how the visit ends; what the world lacks is for the drive to deal with. */
export async function born(
  drive: Drive,
  at: Beginning,
  key: string,
  asked: Partial<Asked>,
  { workspace, name = at.visit.node, budgets }: ChildPlace,
  wanted: Omit<ChildAsked, "name" | "workspace" | "budgets">,
): Promise<Begun> {
  try {
    const lent = budgets === undefined ? {} : { budgets };
    const request = await childRequest(at.ports, at.worker, { ...wanted, ...lent, workspace, name });
    const made = await birth(drive, at, key, asked, request, completed(lent).budgets);
    return { ...made, admission: await drive.family.queue.admit() }; // last: nothing that fails keeps a place
  } catch (error) {
    if (!isFailure(error) || !REFUSALS.some((code) => code === error.code)) throw error;
    return at.fails(error.code, error.message);
  }
}

const REFUSALS = [
  "denied",
  "bad-input",
  "unknown-model",
  "model-key-missing",
  "not-allowed-now",
  "queue-full",
] as const;

async function birth(
  drive: Drive,
  at: Beginning,
  key: string,
  asked: Partial<Asked>,
  request: WorkerRequest,
  wanted: Budgets,
): Promise<Begun> {
  const { ports, family } = drive;
  const { worker } = at;
  const id = workerId(ports.clock.uuid());
  const call = callIdOf(at.visit.id, at.attempt);
  const slice = sliceFor(worker.ledger, wanted, wallLeft(drive));
  const cap = ownCap(request.ceiling.use.budgets, raisedCeiling(worker).use.budgets, wanted);
  const root = (await ports.store.stream(worker.id))?.root ?? worker.id;
  const append = birthOf({
    id,
    request,
    at: ports.clock.now(),
    parent: { id: worker.id, root, slice, cap, visit: at.visit.id },
    idempotencyKey: `${worker.id}:${call}`,
  });
  return {
    records: [
      { type: "child.spawned", child: id, call, name: request.name, slice },
      at.started(key, { ...asked, child: id }),
    ],
    extras: { also: [append] },
    afterwards: () => family.want(id),
  };
}

function wallLeft({ held, ports }: Drive): Limit {
  const limit = limitOf(held.worker.ledger, "wallMs");
  return limit === "any" ? "any" : Math.max(0, limit - momentFor(ports.clock, held.worker).ageMs);
}
