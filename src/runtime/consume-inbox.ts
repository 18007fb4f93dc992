import type { Ceiling } from "../core/policy/ceiling.ts";
import type { Command } from "../core/worker/command.ts";
import { decide } from "../core/worker/decide.ts";
import type { InboxCommand } from "../ports/store.ts";
import type { Drive } from "./drive.ts";
import { loadWorker } from "./load-worker.ts";
import { isToBeTold, tellParent } from "./rest.ts";

type Base = Pick<Drive, "held" | "ports" | "family">;

/** Turns each waiting command into records (or a recorded refusal) and marks it consumed with them. */
export function consumeInbox(base: Base): Promise<void> {
  return base.held.readInbox(async () => {
    for (const command of await base.ports.store.inbox(base.held.worker.id)) await consumeOne(base, command);
  });
}

/** The same for what a worker is told, also while a step of it is under way: it changes nothing of that step. */
export function hear(base: Base): Promise<void> {
  return base.held.readInbox(async () => {
    for (const command of await base.ports.store.inbox(base.held.worker.id)) {
      if (!isHeardAtOnce(base, command)) return; // whoever came first is answered first
      await consumeOne(base, command);
    }
  });
}

/** Only what is said to a worker that is at work: whatever else may begin or end something. */
function isHeardAtOnce({ ports, held }: Base, { body }: InboxCommand): boolean {
  return ports.readCommand(body)?.type === "send" && held.worker.status.status === "running";
}

async function consumeOne(base: Base, { commandId, body }: InboxCommand): Promise<void> {
  const { held, ports } = base;
  if (held.hasAnswered(commandId)) return held.flush(); // the disk was full when it was to be written
  const consume = [commandId];
  const command = ports.readCommand(body);
  if (command === undefined) {
    const reason = "this release does not know that command";
    const record = {
      type: "command.refused",
      command: "unknown",
      commandId,
      code: "unknown-command",
      reason,
    } as const;
    return held.append([record], { consume });
  }
  const bound = takesAuthority(command) ? await boundOf(base) : undefined;
  const decision = decide(held.worker, command, { commandId, ...(bound === undefined ? {} : { bound }) });
  if (!decision.ok) {
    const { code, reason } = decision.refusal;
    return held.append([{ type: "command.refused", command: command.type, commandId, code, reason }], {
      consume,
    });
  }
  const put = [
    ...(decision.put?.map((one) => ({ ...one, from: held.worker.id })) ?? []),
    ...(isToBeTold(held.worker, decision.records, ports.clock)
      ? await tellParent(base, decision.records)
      : []),
  ];
  await held.append(decision.records, { consume, ...(put.length === 0 ? {} : { put }) });
  for (const { worker } of put) base.family.want(worker);
}

function takesAuthority({ type }: Command): boolean {
  return type === "send" || type === "resume";
}

/** What the parent may grant now; a worker without one is its operator's alone. */
async function boundOf({ held, ports }: Base): Promise<Ceiling | undefined> {
  const { parent } = held.worker;
  return parent === undefined ? undefined : (await loadWorker(ports.store, parent)).ceiling;
}
