import { itemsOf } from "../../core/append-only.ts";
import { estimatedTokens } from "../../core/budget/reserve.ts";
import { compacted } from "../../core/transcript/compact.ts";
import { promptRoom } from "../../core/transcript/compaction-policy.ts";
import type { Continuation } from "../../core/transcript/continuation.ts";
import { handedOn } from "../../core/transcript/handed-on.ts";
import type { Message } from "../../core/transcript/message.ts";
import { messagesSize } from "../../core/transcript/message-size.ts";
import { shortened, shorteningPlan } from "../../core/transcript/shorten.ts";
import { abandonCalls } from "../../core/worker/abandon-calls.ts";
import { fold } from "../../core/worker/evolve.ts";
import type { WorkerRequest } from "../../core/worker/request.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { TranscriptSource } from "../../core/workflow/agent-work.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import type { Ended } from "../../core/workflow/run/visit.ts";
import { conversationIn, conversationName } from "../../core/workflow/run/visit-conversation.ts";
import type { Model } from "../../ports/model.ts";
import { loadWorker, unknownWorker } from "../load-worker.ts";
import type { RuntimePorts } from "../runtime-ports.ts";

type Ports = Pick<RuntimePorts, "store">;

/**
 * The conversation that an agent goes on from, as it is shown to it: that of the newest visit of a node which is
 * over, however it ended. Nothing where that asked no model. Worked out once, and recorded with the beginning.
 * Rejects with `unknown-worker` when who spoke is not here.
 */
export async function continuationFor(
  ports: Ports,
  worker: Worker,
  { from, mode = "inherit", keepLast, visibility = "internal" }: TranscriptSource,
  calls: boolean,
): Promise<Continuation | undefined> {
  const newest = scheduleOf(runOf(worker)).newest.get(from);
  const spoken = newest === undefined ? undefined : await spokenIn(ports, worker, newest);
  if (spoken === undefined) return undefined;
  const { transcript } = spoken;
  const messages = handedOn(spoken.messages, { visibility, calls });
  if (mode !== "compact") return { transcript, mode, messages };
  const short = compacted(messages, keepLast === undefined ? {} : { keepLast });
  return { transcript, mode, ...short };
}

interface Spoken {
  readonly transcript: string;
  readonly messages: readonly Message[];
}

async function spokenIn(ports: Ports, worker: Worker, ended: Ended): Promise<Spoken | undefined> {
  const { reused } = ended.settled;
  if (reused !== undefined) return spokenEarlier(ports, reused);
  const child = ended.started?.started.child;
  if (child !== undefined) {
    const { transcript, messages } = abandonCalls(await loadWorker(ports.store, child), UNDONE);
    return { transcript, messages: itemsOf<Message>(messages) };
  }
  const messages = conversationIn(ended);
  return messages === undefined ? undefined : { transcript: conversationName(worker.id, ended), messages };
}

/** What the calls of a worker are answered with that ended before they did. */
const UNDONE = "not run: its worker ended before";

/** Its journal up to there: it may have run the workflow again since. */
async function spokenEarlier(
  ports: Ports,
  { worker, seq }: NonNullable<Ended["settled"]["reused"]>,
): Promise<Spoken | undefined> {
  const then = fold(await ports.store.readWorker(worker, { limit: seq }));
  if (then === undefined) throw unknownWorker(worker);
  const ended = scheduleOf(runOf(then)).ended.find((one) => one.seq === seq);
  return ended && spokenIn(ports, then, ended);
}

/**
 * The same, told in short by the rule where it is too long for the window of a model that answers once: what
 * else it is told has `beside` characters.
 */
export function fitting(
  continuation: Continuation,
  { compaction, modelSettings }: Pick<WorkerRequest, "compaction" | "modelSettings">,
  { contextWindow }: Pick<Model, "contextWindow">,
  beside: number,
): Continuation {
  const { messages } = continuation;
  const size = messagesSize(messages) + beside;
  const room =
    compaction === undefined
      ? undefined
      : promptRoom(compaction, contextWindow, modelSettings.maxOutputTokens);
  const tokens = estimatedTokens(size);
  if (compaction === undefined || room === undefined || tokens <= room.at) return continuation;
  const plan = shorteningPlan(messages, {
    target: Math.max(0, Math.floor((room.target / tokens) * size) - beside),
    keepLast: compaction.keepLast,
    input: messages.length,
    strategy: compaction.strategy === "truncate" ? "truncate" : "observation_mask",
  });
  if (plan === undefined) return continuation;
  const { replaced } = plan.byRule;
  return {
    ...continuation,
    messages: shortened(messages, plan.byRule),
    ...(replaced === undefined ? {} : { replaced }),
  };
}
