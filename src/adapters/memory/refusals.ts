import { LegateError } from "../../ports/failure.ts";
import type { Append } from "../../ports/store.ts";
import { type MemoryStream, pendingOf } from "./contents.ts";

/** The stream must be where the writer believes it to be; the epoch first, because it says more. */
export function refuseIfFenced(append: Append, present: MemoryStream): void {
  const { worker } = append;
  if (append.expectedEpoch !== present.epoch) {
    const message = `Worker ${worker} is at epoch ${present.epoch}, not ${append.expectedEpoch}: another driver took it. Stop driving it.`;
    const details = { worker, expected: append.expectedEpoch, actual: present.epoch };
    throw new LegateError("stale-epoch", message, { details });
  }
  if (append.expectedSeq !== present.seq) {
    const message = `Worker ${worker} is at record ${present.seq}, not ${append.expectedSeq}: read on and decide again.`;
    const details = { worker, expected: append.expectedSeq, actual: present.seq };
    throw new LegateError("stale-seq", message, { details });
  }
}

/** A worker that wants to rest must have answered every command. */
export function refuseUnread(append: Append, stream: MemoryStream): void {
  const pending = pendingOf(stream).length;
  if (!append.requireEmptyInbox || pending === 0) return;
  const message = `Worker ${append.worker} has ${pending} unread command(s); answer them before it rests.`;
  throw new LegateError("inbox-not-empty", message, { details: { worker: append.worker, pending } });
}

/** The inbox with the wanted commands answered by the record `seq`; each must have been pending. */
export function consumed(append: Append, stream: MemoryStream, seq: number): MemoryStream["inbox"] {
  const wanted = new Set(append.consume ?? []);
  if (wanted.size === 0) return stream.inbox;
  for (const id of wanted) {
    if (!pendingOf(stream).some((command) => command.commandId === id)) {
      const message = `Worker ${append.worker} has no pending command ${id}; read its inbox again.`;
      throw new LegateError("bad-input", message, { details: { worker: append.worker, command: id } });
    }
  }
  return stream.inbox.map((command) =>
    wanted.has(command.commandId) ? { ...command, consumedAtSeq: seq } : command,
  );
}
