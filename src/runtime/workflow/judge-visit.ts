import type { WorkerRecord } from "../../core/journal/record.ts";
import type { ChildReport } from "../../core/worker/child-report.ts";
import { escalationAnswer } from "../../core/worker/escalation-answer.ts";
import { callIdOf } from "../../core/worker/node-call.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { childOf } from "../../core/worker/workflow-actions.ts";
import { repairPrompt } from "../../core/workflow/run/agent-prompt.ts";
import { failed, succeeded } from "../../core/workflow/run/settled.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import type { Drive } from "../drive.ts";
import { loadWorker } from "../load-worker.ts";
import type { Begun } from "./beginning.ts";
import { repairTurns } from "./contract-of.ts";
import { brokenContract, judgedAnswer } from "./judge-answer.ts";
import { judgedCall } from "./judge-call.ts";
import { nodeOf } from "./scope.ts";
import { withWorkOf } from "./take-in.ts";
import { failedTry } from "./try-again.ts";

/** What a visit waited for is there: how it ends. */
export async function judgeVisit(drive: Drive, running: Running): Promise<Begun> {
  const { held, ports } = drive;
  const { visit, started } = running;
  if (started.does !== undefined) return { records: [judgedCall(ports, held.worker, running)] };
  if (started.child !== undefined) return judgedChild(drive, running);
  if (nodeOf(held.worker, visit).work.kind === "escalation")
    return { records: answeredBy(held.worker, running) };
  return { records: [succeeded(visit, started.key)] };
}

/** What a person said goes on. */
function answeredBy(worker: Worker, { visit, started }: Running): readonly WorkerRecord[] {
  const answer = escalationAnswer(worker, visit.id);
  if (answer === undefined) throw new Error(`${visit.id} has no answer`);
  const { id, text, by } = answer;
  return [
    { type: "input.delivered", inputs: [id] },
    succeeded(visit, started.key, { output: { answer: text, by }, text }),
  ];
}

async function judgedChild(drive: Drive, running: Running): Promise<Begun> {
  const { held, ports } = drive;
  const { worker } = held;
  const report = childOf(worker, running)?.report;
  if (report === undefined) throw new Error(`the child of ${running.visit.id} has not reported`);
  if (report.status !== "completed") return { records: [failedChild(drive, running, report)] };
  const child = await loadWorker(ports.store, report.child);
  const text = child.status.status === "completed" ? child.status.result : report.result;
  if (child.request.workflow !== undefined) {
    const outputs = child.run?.finished?.outputs ?? {};
    return { records: [succeeded(running.visit, running.started.key, { output: outputs, text })] };
  }
  const judged = judgedAnswer(ports, worker, running, text);
  if (!("problem" in judged)) return { records: [await withWorkOf(drive, running, child, judged)] };
  if (running.repairs.length >= repairTurns(worker, running.visit))
    return { records: [brokenContract(running, judged.problem, text)] };
  return repair(drive, running, report, text, judged.problem);
}

/** The child is told what is wrong, and reports anew. */
function repair(
  { held, family }: Drive,
  { visit, repairs, attempt }: Running,
  { child }: ChildReport,
  text: string,
  problem: string,
): Begun {
  const { id } = held.worker;
  const commandId = `repair:${id}:${callIdOf(visit.id, attempt)}:${repairs.length + 1}`;
  const body = { type: "send", by: id, text: repairPrompt(problem) };
  return {
    records: [
      { type: "child.addressed", child, input: commandId },
      { type: "node.repairing", visit: visit.id, text, problem },
    ],
    extras: { put: [{ worker: child, commandId, from: id, body }] },
    afterwards: () => family.want(child),
  };
}

function failedChild({ held, ports }: Drive, running: Running, report: ChildReport): WorkerRecord {
  const { status, reason, result } = report;
  const why = reason ?? `its worker was ${status}`;
  const text = result === "" ? {} : { text: result };
  if (status !== "failed") return failed(running.visit, running.started.key, `child-${status}`, why, text);
  return failedTry(ports, held.worker, running, "child-failed", why, text);
}
