import type { NodeSpent, VisitRecord } from "../../core/journal/node-record.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { failed, succeeded } from "../../core/workflow/run/settled.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { readAnswer } from "./contract-of.ts";
import { unmet } from "./expectations.ts";
import { nodeOf, Scope } from "./scope.ts";
import { failedTry } from "./try-again.ts";

/** What an agent's last word means for its visit, or what it must mend. */
export function judgedAnswer(
  ports: RuntimePorts,
  worker: Worker,
  running: Running,
  text: string,
  spent?: NodeSpent,
): VisitRecord | { readonly problem: string } {
  const { visit, started } = running;
  const took = spent === undefined ? {} : { spent };
  const read = readAnswer(ports, worker, visit, text);
  if (!read.ok) return { problem: read.problem };
  const result = { text, ...took, ...(read.output === undefined ? {} : { output: read.output }) };
  const { work } = nodeOf(worker, visit);
  if (work.kind !== "verify") return succeeded(visit, started.key, result);
  const scope = new Scope(ports.expressions, worker, visit);
  const output = read.output ?? null;
  const problem = refuted(output) ?? unmet(ports, scope, work.expect, { text, output });
  if (problem === undefined) return succeeded(visit, started.key, result);
  return failedTry(ports, worker, running, "verification-failed", problem, result);
}

/** A reviewer's no. */
function refuted(output: unknown): string | undefined {
  const value = output as Parameters<typeof isJsonObject>[0];
  if (!isJsonObject(value) || value["pass"] !== false) return undefined;
  const reason = value["reason"];
  return typeof reason === "string" && reason !== "" ? reason : "the reviewer did not pass it";
}

export function brokenContract(
  running: Running,
  problem: string,
  text: string,
  spent?: NodeSpent,
): VisitRecord {
  const { visit, started } = running;
  const took = spent === undefined ? {} : { spent };
  return failed(visit, started.key, "contract-broken", problem, { text, ...took });
}
