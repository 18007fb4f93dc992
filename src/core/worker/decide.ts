import type { WorkerRecord } from "../journal/record.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/** What anybody may ask of a worker. */
export type Command =
  | { readonly type: "approve"; readonly approval: string; readonly by: string; readonly surface: string }
  | {
      readonly type: "deny";
      readonly approval: string;
      readonly by: string;
      readonly surface: string;
      readonly reason?: string;
    }
  | { readonly type: "close"; readonly by: string; readonly reason: string }
  | { readonly type: "interrupt"; readonly by: string; readonly reason: string }
  | { readonly type: "resume"; readonly by: string }
  /** Give up the directory of a finished worker; its work stays in the vault. */
  | { readonly type: "release"; readonly by: string };

export type CommandType = Command["type"];

/** The records that a command means for a worker now, or why it is not allowed now. */
export type Decision =
  | { readonly ok: true; readonly records: readonly WorkerRecord[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Refusal {
  readonly code:
    | "worker-settled"
    | "no-such-approval"
    | "already-answered"
    | "cannot-resume"
    | "still-active";
  readonly reason: string;
}

export function decide(worker: Worker, command: Command): Decision {
  switch (command.type) {
    case "approve":
    case "deny":
      return answer(worker, command);
    case "close":
    case "interrupt":
      return stop(worker, command);
    case "resume":
      return resume(worker, command.by);
    case "release":
      return release(worker, command.by);
  }
}

/** An answer is for exactly one open question of this worker; it counts once. */
function answer(worker: Worker, command: Command & { type: "approve" | "deny" }): Decision {
  if (isSettled(worker.status.status)) {
    return refused(
      "worker-settled",
      `${worker.request.name} is ${worker.status.status}; its questions are closed`,
    );
  }
  const call = worker.calls.find(
    ({ id, state }) =>
      (state.state === "asking" || state.state === "approved") &&
      (state.question.approval === command.approval || id === command.approval),
  );
  if (call === undefined) return refused("no-such-approval", `${command.approval} is not an open question`);
  if (call.state.state !== "asking")
    return refused("already-answered", `${command.approval} was answered before`);
  const { approval, digest } = call.state.question;
  const { by, surface } = command;
  const reason = command.type === "deny" && command.reason !== undefined ? { reason: command.reason } : {};
  return {
    ok: true,
    records: [
      {
        type: "approval.answered",
        approval,
        call: call.id,
        digest,
        answer: command.type,
        by,
        surface,
        ...reason,
      },
    ],
  };
}

/** Closing what is over changes nothing; so does asking twice, and an interrupt after a close. */
function stop(worker: Worker, command: Command & { type: "close" | "interrupt" }): Decision {
  const to = command.type === "close" ? "cancelled" : "interrupted";
  const { status } = worker.status;
  const over = status === "completed" || status === "failed" || status === "cancelled" || status === to;
  if (over || worker.stopping?.to === to || worker.stopping?.to === "cancelled")
    return { ok: true, records: [] };
  const { by, reason } = command;
  const resting = status === "waiting" || status === "interrupted";
  if (resting) return { ok: true, records: [{ type: `worker.${to}`, by, reason }] };
  return { ok: true, records: [{ type: "worker.stopping", to, by, reason }] };
}

function resume(worker: Worker, by: string): Decision {
  const { status } = worker.status;
  if (status === "queued" || status === "running") {
    return { ok: true, records: worker.stopping === undefined ? [] : [{ type: "worker.resumed", by }] };
  }
  const limited = worker.status.status === "waiting" && worker.status.on === "limit";
  if (status === "interrupted" || status === "failed" || status === "cancelled" || limited) {
    return { ok: true, records: [{ type: "worker.resumed", by }] };
  }
  const why =
    status === "completed" ? "it is completed" : "it waits for an answer: approve or deny the open question";
  return refused("cannot-resume", `${worker.request.name} cannot be resumed: ${why}`);
}

function release(worker: Worker, by: string): Decision {
  const { status } = worker.status;
  if (!isSettled(status))
    return refused("still-active", `${worker.request.name} is ${status}: close it first`);
  if (worker.workspace === undefined || worker.releasing) return { ok: true, records: [] };
  return { ok: true, records: [{ type: "workspace.releasing", by }] };
}

function refused(code: Refusal["code"], reason: string): Decision {
  return { ok: false, refusal: { code, reason } };
}
