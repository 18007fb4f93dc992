import type { VisitRecord } from "../../core/journal/node-record.ts";
import type { Json } from "../../core/json.ts";
import { isJsonObject } from "../../core/json.ts";
import { callOf } from "../../core/worker/node-call.ts";
import { exitCodeIn, printedIn } from "../../core/worker/printed.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { failed, succeeded } from "../../core/workflow/run/settled.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { outputProblem } from "./contract-of.ts";
import { unmet } from "./expectations.ts";
import { nodeOf, Scope } from "./scope.ts";
import { failedTry } from "./try-again.ts";

/** How a call that is over ends its visit: the command's exit code and what it printed, or a person's answer. */
export function judgedCall(ports: RuntimePorts, worker: Worker, running: Running): VisitRecord {
  const { started } = running;
  if (started.does !== undefined && "question" in started.does) return answered(worker, running);
  return ran(ports, worker, running);
}

function answered(worker: Worker, { visit, started, ...running }: Running): VisitRecord {
  const state = callOf(worker, { visit, started, ...running })?.state;
  if (state?.state === "approved") {
    const output = { approved: true, by: state.by, comment: "" };
    return succeeded(visit, started.key, { output, text: `approved by ${state.by}` });
  }
  const { reason, rule } = refusalIn(state?.state === "settled" ? state.text : "");
  const output = { approved: false, by: rule.replace(/^denied by /, ""), comment: reason };
  return failed(visit, started.key, "approval-denied", reason, { output });
}

/** What a denied call was answered with. */
function refusalIn(text: string): { readonly error: string; readonly reason: string; readonly rule: string } {
  const value = parsed(text);
  const field = (name: string) => (isJsonObject(value) && typeof value[name] === "string" ? value[name] : "");
  return { error: field("error"), reason: field("reason") || text, rule: field("rule") };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ran(ports: RuntimePorts, worker: Worker, running: Running): VisitRecord {
  const { visit, started } = running;
  const state = callOf(worker, running)?.state;
  if (state?.state !== "settled") throw new Error(`the call of ${visit.id} is not over`);
  if (state.data?.["status"] === "aborted")
    // somebody stopped the run, and had it go on
    return failedTry(ports, worker, running, "aborted", "it was stopped before it was over", {}, 0);
  const exitCode = exitCodeIn(state.data);
  if (exitCode === undefined) return notRun(ports, worker, running, state.text);
  const { work } = nodeOf(worker, visit);
  const command = work.kind === "command" ? work : work.kind === "verify" ? work.command : undefined;
  const { stdout, stderr } = printedIn(state.text);
  const output = { exitCode, stdout, stderr };
  const result = { output, text: [stdout, stderr].filter((part) => part !== "").join("\n") };
  if (state.data?.["status"] === "timed-out")
    return failedTry(ports, worker, running, "timed-out", "the command took too long", result);
  const held = (command?.exitCodes ?? [0]).includes(exitCode);
  const code = work.kind === "verify" ? "verification-failed" : "command-failed";
  if (!held)
    return failedTry(ports, worker, running, code, `exit code ${exitCode}${lastLine(result.text)}`, result);
  const scope = new Scope(ports.expressions, worker, visit);
  const problem =
    work.kind === "verify"
      ? unmet(ports, scope, work.expect, result)
      : outputProblem(ports, worker, visit, output);
  if (problem === undefined) return succeeded(visit, started.key, result);
  return failedTry(
    ports,
    worker,
    running,
    work.kind === "verify" ? code : "contract-broken",
    problem,
    result,
  );
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line.slice(0, 200)}`;
}

/** Refused, broken, cut short, or nobody knows what became of it. */
function notRun(ports: RuntimePorts, worker: Worker, running: Running, text: string): VisitRecord {
  const { error, reason } = refusalIn(text);
  const code = error === "" ? "call-failed" : error.replaceAll("_", "-");
  return failedTry(ports, worker, running, code, reason);
}
