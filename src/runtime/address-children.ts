import type { WorkerRecord } from "../core/journal/record.ts";
import type { Call } from "../core/worker/call.ts";
import { type Child, isAtRest, isLiving } from "../core/worker/children.ts";
import type { Delegation } from "../core/worker/delegation.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";
import { childResults } from "./child-results.ts";
import { cutOff } from "./cut-off.ts";
import type { Delegated } from "./delegated.ts";
import type { Drive } from "./drive.ts";
import { later } from "./moment.ts";
import { assertRoomForChild } from "./room-for-child.ts";

type Of<V extends Delegation["verb"]> = Delegation & { readonly verb: V };

/** Into the child's inbox, in the commit that answers the call: it is heard whatever crashes. */
export async function sendToChild(drive: Drive, call: Call, asked: Of<"send">): Promise<Delegated> {
  const child = childNamed(drive.held.worker, asked.worker);
  if (!isLiving(child)) assertRoomForChild(drive.held.worker); // it would live again
  const { id } = drive.held.worker;
  const commandId = `send:${id}:${call.id}`;
  const body = { type: "send", by: id, text: asked.text, mode: asked.mode };
  return {
    output: ok({
      worker: child.id,
      name: child.name,
      sent: true,
      next: "wait_agent returns when it has dealt with it",
    }),
    records: [{ type: "child.addressed", child: child.id, input: commandId }],
    extras: { put: [{ worker: child.id, commandId, from: id, body }] },
    afterwards: () => drive.family.want(child.id),
  };
}

export async function resumeChild(drive: Drive, call: Call, asked: Of<"resume">): Promise<Delegated> {
  const child = childNamed(drive.held.worker, asked.worker);
  const { id } = drive.held.worker;
  if (isAtRest(child) && child.report?.status === "completed") {
    const reason = `${child.name} is completed; send it something to do instead.`;
    throw new LegateError("not-allowed-now", reason); // it would refuse, and never report again
  }
  if (!isLiving(child)) assertRoomForChild(drive.held.worker);
  const body = { type: "resume", by: id };
  return {
    output: ok({ worker: child.id, name: child.name, resumed: true }),
    records: [{ type: "child.addressed", child: child.id }],
    extras: { put: [{ worker: child.id, commandId: `resume:${id}:${call.id}`, from: id, body }] },
    afterwards: () => drive.family.want(child.id),
  };
}

const CLOSE_WITHIN_MS = 60_000;

/** Asks it to end, and waits until it has. */
export async function closeChild(drive: Drive, call: Call, asked: Of<"close">): Promise<Delegated> {
  const { held, ports, family } = drive;
  const child = childNamed(held.worker, asked.worker);
  const { id } = held.worker;
  const body = { type: "close", by: id, reason: asked.reason };
  const told = {
    extras: { put: [{ worker: child.id, commandId: `close:${id}:${call.id}`, from: id, body }] },
    afterwards: () => family.want(child.id),
  };
  if (!isLiving(child)) {
    const below = await cutOff(ports.store, child.id);
    return { output: childResults(held.worker, [child]), ...(below.length === 0 ? {} : told) };
  }
  return {
    records: [
      { type: "child.addressed", child: child.id }, // how it rested before is not its end
      waiting(call, [child], 1, later(ports.clock, CLOSE_WITHIN_MS)),
    ],
    ...told,
  };
}

/** Answers at once when enough of them rest; else the worker rests until they do, and costs nothing meanwhile. */
export async function awaitChildren(drive: Drive, call: Call, asked: Of<"wait">): Promise<Delegated> {
  const { held, ports } = drive;
  const { children } = held.worker;
  const named = asked.workers.map((name) => childNamed(held.worker, name));
  const meant = named.length > 0 ? named : children.filter(isLiving);
  if (meant.length === 0) return { output: ok({ workers: [], note: "there is no child to wait for" }) };
  const needed = asked.mode === "any" ? 1 : meant.length;
  if (meant.filter(isAtRest).length >= needed) return { output: childResults(held.worker, meant) };
  const until = asked.timeoutMs === undefined ? undefined : later(ports.clock, asked.timeoutMs);
  return { records: [waiting(call, meant, needed, until)] };
}

function waiting(
  call: Call,
  children: readonly Child[],
  needed: number,
  until: string | undefined,
): WorkerRecord {
  return {
    type: "call.awaiting",
    call: call.id,
    children: children.map(({ id }) => id),
    needed,
    ...(until === undefined ? {} : { until }),
  };
}

/** By id, or by name where only one has it: only a worker's own children, never anybody else's. */
function childNamed({ children }: Worker, name: string): Child {
  const found = children.filter((child) => child.id === name || child.name === name);
  const [child, ...others] = found;
  if (child !== undefined && others.length === 0) return child;
  const known = children.map((one) => `${one.id} (${one.name})`).join(", ") || "none";
  const what = child === undefined ? "You have no worker" : "Several of your workers are called";
  throw new LegateError("unknown-worker", `${what} ${name}. Your workers: ${known}.`);
}

function ok(value: object) {
  return { status: "ok", text: JSON.stringify(value) } as const;
}
