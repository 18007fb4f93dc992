import { type Ceiling, narrowCeiling } from "../core/policy/ceiling.ts";
import type { Command } from "../core/worker/command.ts";
import { decide } from "../core/worker/decide.ts";
import type { DecisionContext } from "../core/worker/decision.ts";
import { raisedCeiling } from "../core/worker/raised-ceiling.ts";
import type { InboxCommand, NewInboxCommand } from "../ports/store.ts";
import { alwaysRules } from "./always-rules.ts";
import { cutOff } from "./cut-off.ts";
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

/** Only what is said to a worker that is at work, and what is refused for that: whatever else may begin or end something. */
function isHeardAtOnce({ ports, held }: Base, { body }: InboxCommand): boolean {
  const type = ports.readCommand(body)?.type;
  if (type === "seal") return true;
  return held.worker.status.status === "running" && ["send", "release", "drop"].includes(type ?? "");
}

async function consumeOne(base: Base, { commandId, body }: InboxCommand): Promise<void> {
  const { held, ports } = base;
  if (held.hasAnswered(commandId)) return held.flush(); // the disk was full when it was to be written
  const command = ports.readCommand(body);
  const context = { commandId, ...(command === undefined ? {} : await lookedUp(base, command)) };
  let told: readonly NewInboxCommand[] = [];
  await held.respond(async () => {
    const { records, put } = await answerTo(base, command, context);
    told = put;
    const seal = command?.type === "seal" ? { seal: true } : {};
    return { records, extras: { consume: [commandId], ...seal, ...(put.length === 0 ? {} : { put }) } };
  });
  for (const { worker } of told) base.family.want(worker);
}

/** What the decision depends on besides the worker. */
async function lookedUp(base: Base, command: Command): Promise<Omit<DecisionContext, "commandId">> {
  const bound = takesAuthority(command) ? await boundOf(base) : undefined;
  const always =
    command.type === "approve" ? await alwaysRules(base.ports, base.held.worker, command) : undefined;
  const below = command.type === "close" ? await cutOff(base.ports.store, base.held.worker.id) : [];
  return {
    ...(bound === undefined ? {} : { bound }),
    ...(always === undefined ? {} : { always }),
    ...(below.length === 0 ? {} : { cutOff: below }),
  };
}

async function answerTo(base: Base, command: Command | undefined, context: DecisionContext) {
  const { held, ports } = base;
  const decision = command === undefined ? UNKNOWN : decide(held.worker, command, context);
  if (!decision.ok) {
    const { commandId } = context;
    const refusal = { type: "command.refused", command: command?.type ?? "unknown", commandId } as const;
    return { records: [{ ...refusal, ...decision.refusal }], put: [] };
  }
  const tells = isToBeTold(held.worker, decision.records, ports.clock);
  const put = [
    ...(decision.put?.map((one) => ({ ...one, from: held.worker.id })) ?? []),
    ...(tells ? await tellParent(base, decision.records) : []),
  ];
  return { records: decision.records, put };
}

const UNKNOWN = {
  ok: false,
  refusal: { code: "unknown-command", reason: "it cannot be read, or this release does not know it" },
} as const;

function takesAuthority({ type }: Command): boolean {
  return type === "send" || type === "resume" || type === "retake-authority";
}

/** What its ancestors may grant now, also those who have not read yet how narrow they are. */
async function boundOf({ held, ports }: Base): Promise<Ceiling | undefined> {
  let bound: Ceiling | undefined;
  for (let next = held.worker.parent; next !== undefined; ) {
    const unread = await ports.store.inbox(next); // before its journal: what is read meanwhile is in one of them
    const elder = await loadWorker(ports.store, next);
    const ceiling = raisedCeiling(elder);
    bound = bound === undefined ? ceiling : narrowCeiling(bound, ceiling.grant);
    for (const { body } of unread) {
      const command = ports.readCommand(body);
      if (command?.type === "narrow") bound = narrowCeiling(bound, command.policy, command.approvals);
    }
    next = elder.parent;
  }
  return bound;
}
