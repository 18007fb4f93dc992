import type { Json, JsonObject } from "../../core/json.ts";
import type { Worker } from "../../core/worker/worker.ts";
import type { OutputContract } from "../../core/workflow/contract.ts";
import { jsonIn, REVIEW_SCHEMA } from "../../core/workflow/run/agent-prompt.ts";
import type { Visit } from "../../core/workflow/run/visit.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { nodeOf } from "./scope.ts";

/** What the output of a visit must be: what its work says, else what its map says of each branch. */
export function outputContract(worker: Worker, visit: Visit): OutputContract | undefined {
  const { node, work } = nodeOf(worker, visit);
  const own: OutputContract | undefined = "contract" in work ? work.contract?.output : undefined;
  const outer = visit.branch !== undefined && node.kind === "map" ? node.contract?.output : undefined;
  const contract = own === undefined && outer === undefined ? undefined : { ...outer, ...own };
  if (work.kind !== "verify" || work.review === undefined || contract?.schema !== undefined) return contract;
  return { ...contract, schema: REVIEW_SCHEMA };
}

export function outputProblem(
  { brokenSchema }: Pick<RuntimePorts, "brokenSchema">,
  worker: Worker,
  visit: Visit,
  output: Json,
): string | undefined {
  const schema: JsonObject | undefined = outputContract(worker, visit)?.schema;
  return schema === undefined ? undefined : brokenSchema(schema, output);
}

export type ReadAnswer =
  | { readonly ok: true; readonly output?: Json }
  | { readonly ok: false; readonly problem: string };

/** What an agent said, as the output that its contract asks for. */
export function readAnswer(
  ports: Pick<RuntimePorts, "brokenSchema">,
  worker: Worker,
  visit: Visit,
  text: string,
): ReadAnswer {
  const schema = outputContract(worker, visit)?.schema;
  if (schema === undefined) return { ok: true };
  let output: Json;
  try {
    output = JSON.parse(jsonIn(text));
  } catch (error) {
    return {
      ok: false,
      problem: `it is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const problem = ports.brokenSchema(schema, output);
  return problem === undefined ? { ok: true, output } : { ok: false, problem };
}

/** How often an agent may mend its answer. */
export function repairTurns(worker: Worker, visit: Visit): number {
  return outputContract(worker, visit)?.repairTurns ?? 1;
}
