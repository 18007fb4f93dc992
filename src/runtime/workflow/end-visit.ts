import type { Json } from "../../core/json.ts";
import { callIdOf } from "../../core/worker/node-call.ts";
import { childOf, hasEnded, runOf } from "../../core/worker/workflow-actions.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { failed, succeeded } from "../../core/workflow/run/settled.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import type { NewInboxCommand } from "../../ports/store.ts";
import type { Drive } from "../drive.ts";
import type { Begun } from "./beginning.ts";
import { failedTry } from "./try-again.ts";

/** Its time is up: what works for it is asked to end, and it failed. */
export function expireVisit(drive: Drive, running: Running): Begun {
  const { held, ports } = drive;
  const { visit, started } = running;
  const isQuestion = started.does !== undefined && "question" in started.does;
  if (isQuestion) {
    const output = { approved: false, by: "", comment: "nobody answered in time" };
    return { records: [failed(visit, started.key, "timed-out", "nobody answered in time", { output })] };
  }
  const { put, afterwards } = closing(drive, running, "its time is up");
  const record = failedTry(ports, held.worker, running, "timed-out", "it took longer than it may");
  return { records: [record], extras: { put }, afterwards };
}

/** Nothing follows from it any more; a child is asked to end, and not waited for. */
export function endVisit(drive: Drive, running: Running): Begun {
  const { visit, started } = running;
  const { put, afterwards } = closing(drive, running, "its workflow goes on without it");
  const record = failed(visit, started.key, "ended", "nothing follows from it any more");
  return { records: [record], extras: { put }, afterwards };
}

function closing({ held, family }: Drive, running: Running, reason: string) {
  const { id } = held.worker;
  const child = childOf(held.worker, running);
  if (child === undefined || hasEnded(child)) return { put: [], afterwards: () => {} };
  const commandId = `close:${id}:${callIdOf(running.visit.id, running.attempt)}`;
  const body = { type: "close", by: id, reason };
  const put: readonly NewInboxCommand[] = [{ worker: child.id, commandId, from: id, body }];
  return { put, afterwards: () => family.want(child.id) };
}

/** Enough of its branches are over: their outputs, or else texts, in the order of the items. */
export function finishMap({ held }: Drive, { visit, started }: Running): Begun {
  const map = scheduleOf(runOf(held.worker)).map(visit.id);
  if (map === undefined) throw new Error(`${visit.id} is no map`);
  const output: Json[] = Array.from({ length: map.total }, (_, index) => {
    const settled = map.results[index]?.settled;
    return settled?.outcome === "success" ? (settled.output ?? settled.text ?? null) : null;
  });
  const text = output
    .filter((one) => one !== null)
    .map(asText)
    .join("\n\n");
  if (map.isReached) return { records: [succeeded(visit, started.key, { output, text })] };
  const reason = `${map.succeeded} of ${map.total} branches succeeded, and it needs ${map.needed}`;
  return { records: [failed(visit, started.key, "map-unsatisfied", reason, { output, text })] };
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
