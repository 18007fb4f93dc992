import type { WorkerId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { Command } from "../core/worker/decide.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";
import type { NewInboxCommand } from "../ports/store.ts";
import { consumeInbox } from "./consume-inbox.ts";
import { driveWorker } from "./drive-worker.ts";
import type { Driver } from "./driver.ts";
import type { Family } from "./family.ts";
import { giveUp } from "./give-up.ts";
import { claim, type HeldWorker, isLostClaim } from "./held-worker.ts";
import { isGone } from "./is-gone.ts";
import { loadWorker, unknownWorker } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { until } from "./until.ts";

export interface DeliverOptions {
  /** Drives workers that nobody holds; without it they are only answered, and left to others. */
  readonly driver: Driver;
  readonly drives: boolean;
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** Others who get the same command in the same commit; asked again after it, for those born meanwhile. */
  readonly also?: () => Promise<readonly WorkerId[]>;
}

/**
 * Puts a command into a worker's inbox, durably, and sees to it that somebody answers it: the driver
 * that holds the worker, or else this process, which claims it for that. Rejects with
 * `not-allowed-now` and the worker's reason when the command is refused.
 */
export async function deliver(
  ports: RuntimePorts,
  id: WorkerId,
  command: Command,
  options: DeliverOptions,
): Promise<void> {
  const commandId = ports.clock.uuid();
  const body = { ...command } as unknown as Json;
  const problem = ports.commandProblem(body);
  if (problem !== undefined) throw new LegateError("bad-input", `${command.type}: ${problem}`);
  const { signal, timeoutMs } = options;
  const others = await tellAll(ports, id, { commandId, from: command.by, body }, options.also);
  for (const other of others) await seeToIt(ports, other, options);
  const consumedAt = await until(
    ports,
    async () => {
      const seq = await consumed(ports, id, commandId);
      if (seq !== undefined) return seq;
      await seeToIt(ports, id, options);
      return consumed(ports, id, commandId);
    },
    { timeoutMs, recheckMs: 500, ...(signal === undefined ? {} : { signal }) },
  );
  if (consumedAt === undefined) {
    throw new LegateError(
      "timed-out",
      `The driver of ${id} has not answered within ${timeoutMs} ms; the ${command.type} is kept and will be answered.`,
    );
  }
  await throwIfRefused(ports, id, commandId, consumedAt);
}

/** Answers with whom else was told, when nobody is left who was not. */
async function tellAll(
  { store }: RuntimePorts,
  id: WorkerId,
  said: Omit<NewInboxCommand, "worker">,
  also: DeliverOptions["also"] = async () => [],
): Promise<readonly WorkerId[]> {
  const told = new Set([id]);
  for (let next = [id, ...(await also())]; next.length > 0; ) {
    await store.commit({ put: next.map((worker) => ({ worker, ...said })) });
    for (const worker of next) told.add(worker);
    next = (await also()).filter((worker) => !told.has(worker));
  }
  return [...told].slice(1);
}

async function consumed(
  { store }: RuntimePorts,
  id: WorkerId,
  commandId: string,
): Promise<number | undefined> {
  return (await store.inboxCommand(id, commandId))?.consumedAtSeq;
}

async function seeToIt(ports: RuntimePorts, id: WorkerId, { driver, drives }: DeliverOptions): Promise<void> {
  const head = await ports.store.stream(id);
  if (head === undefined) throw unknownWorker(id);
  if (head.driver !== undefined && !(await isGone(ports.presence, head.driver))) {
    return ports.presence.nudge(head.driver);
  }
  if (drives) return driver.want(id);
  await answered(ports, id, driver);
}

/** Answers a worker that nobody holds, and those that this concerns: the children of one that ends, its parent. */
async function answered(ports: RuntimePorts, id: WorkerId, driver: Driver): Promise<void> {
  const concerned: WorkerId[] = [id];
  for (let next = concerned.shift(); next !== undefined; next = concerned.shift()) {
    const want = (worker: WorkerId) => void concerned.push(worker);
    try {
      if (await isHeld(ports, next)) continue;
      const held = await claim(ports, await loadWorker(ports.store, next), driver.identity);
      await answerHere(ports, held, { ...driver.family, want }).catch((error: unknown) =>
        giveBack(ports, held, error),
      );
    } catch (error) {
      if (!isLostClaim(error)) throw error;
    }
  }
}

async function isHeld({ store, presence }: RuntimePorts, id: WorkerId): Promise<boolean> {
  const driver = (await store.stream(id))?.driver;
  if (driver === undefined || (await isGone(presence, driver))) return false;
  await presence.nudge(driver);
  return true;
}

/** Whoever asked hears what broke; the worker is free for others. */
async function giveBack(ports: RuntimePorts, held: HeldWorker, error: unknown): Promise<never> {
  const nobody = () => undefined;
  if (!isLostClaim(error)) {
    await giveUp(held, error, { ports, report: nobody, over: AbortSignal.abort(), want: nobody });
  }
  throw error;
}

/** Answers and gives back; but what was asked to end, worker or workspace, is brought to its end. */
async function answerHere(ports: RuntimePorts, held: HeldWorker, family: Family): Promise<void> {
  const base = { ports, held, publish: () => undefined, family };
  await consumeInbox(base);
  const never = new AbortController().signal;
  await driveWorker(base, {
    freshCut: () => never,
    takePending: () => false,
    handingBack: () => !isEnding(held.worker),
  });
}

/** What is to be brought to its end before the worker is given back. */
function isEnding({ stopping, releasing, landing }: Worker): boolean {
  return stopping !== undefined || releasing || landing !== undefined;
}

async function throwIfRefused(
  ports: RuntimePorts,
  id: WorkerId,
  commandId: string,
  seq: number,
): Promise<void> {
  const [stored] = await ports.store.readWorker(id, { afterSeq: seq - 1, limit: 1 });
  const record = stored?.record;
  if (record?.type !== "command.refused" || record.commandId !== commandId) return;
  throw new LegateError("not-allowed-now", `${record.reason}.`, { details: { code: record.code } });
}
