import { itemsOf } from "../../src/core/append-only.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import type { Worker } from "../../src/core/worker/worker.ts";

/** Where a worker's transcript is not what providers insist on, and its end not what its commands explain. */
export function transcriptProblems(worker: Worker, records: readonly StoredRecord[]): readonly string[] {
  return [
    ...misplacedAnswers(itemsOf<Message>(worker.messages)),
    ...toldTwice(records),
    ...unexplainedEnd(worker, records),
  ];
}

/** After a conversation was told in short the model is asked, or somebody says something, before it is so again. */
function toldTwice(records: readonly StoredRecord[]): readonly string[] {
  const happened = records.filter(({ record }) => TURNS.some((type) => record.type.startsWith(type)));
  return happened.flatMap(({ seq, record }, index) => {
    const before = happened[index - 1]?.record.type;
    const again = record.type === "transcript.compacted" && before === "transcript.compacted";
    return again ? [`record ${seq} tells in short what was told in short just before`] : [];
  });
}

const TURNS: readonly string[] = ["transcript.compacted", "turn.", "cycle.", "input.delivered"];

/** Each call is answered exactly once, by the message right after it. */
function misplacedAnswers(messages: readonly Message[]): readonly string[] {
  return messages.flatMap((message, index) => {
    const next = messages[index + 1];
    const asked = message.role === "assistant" ? callsOf(message) : [];
    const answered = next?.role === "tool" ? next.results.map(({ call }) => call) : [];
    if (next === undefined || asked.join() === answered.join()) return [];
    return [`message ${index + 1} asks for [${asked}], message ${index + 2} answers [${answered}]`];
  });
}

function callsOf({ parts }: Message & { role: "assistant" }): readonly string[] {
  return parts.flatMap((part) => (part.kind === "call" ? [part.call] : []));
}

/** A stop only when one was asked for; a question only when a call asks it. */
function unexplainedEnd(
  { status, calls, inputs }: Worker,
  records: readonly StoredRecord[],
): readonly string[] {
  if (status.status === "completed" && inputs.length > 0)
    return ["is completed, and was told something more"];
  if (status.status === "waiting" && status.on === "approval") {
    return calls.some(({ state }) => state.state === "asking")
      ? []
      : ["waits for a yes that no call asks for"];
  }
  const stops = ["worker.stopping", "worker.cancelled", "worker.interrupted"];
  const stopped = status.status === "cancelled" || status.status === "interrupted";
  if (!stopped || records.some(({ record }) => stops.includes(record.type))) return [];
  return [`is ${status.status} though nobody asked for it`];
}
