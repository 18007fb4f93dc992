import { NO_RESERVATION } from "../../core/budget/ledger.ts";
import { plannedTurn } from "../../core/budget/reserve.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { AgentWork } from "../../core/workflow/agent-work.ts";
import type { Contract } from "../../core/workflow/contract.ts";
import { agentPrompt } from "../../core/workflow/run/agent-prompt.ts";
import { answersOnce } from "../../core/workflow/run/work-of.ts";
import type { Drive } from "../drive.ts";
import { beginChild, type ChildPlace } from "./begin-child.ts";
import { countProblem } from "./begin-map.ts";
import { type Asked, type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";
import { modelOf } from "./model-of.ts";

export interface AgentOptions {
  readonly contract?: Pick<Contract, "inputs" | "output" | "requiresTranscript"> | undefined;
  /** Of a reviewer, where the contract says nothing. */
  readonly schema?: JsonObject;
  readonly timeoutMs?: number | undefined;
  /** A worker of its own, also when it has no tools. */
  readonly child?: ChildPlace;
}

/** What an agent is asked, rendered and recorded; who answers is the run's own worker, or one that it makes. */
export async function beginAgent(
  drive: Drive,
  at: Beginning,
  work: AgentWork,
  { contract, schema = contract?.output?.schema, timeoutMs, child }: AgentOptions = {},
): Promise<Begun> {
  const { artifacts } = at.scope;
  const problem = countProblem(artifacts.length, contract?.inputs);
  if (problem !== undefined) return at.fails("contract-broken", problem);
  const worked = at.worked(work.with);
  if (!worked.ok) return at.fails(EXPRESSION_FAILED, worked.reason);
  const task = worked.scope.render(work.prompt);
  if (!task.ok) return at.fails(EXPRESSION_FAILED, `prompt: ${task.reason}`);
  const system = work.system === undefined ? undefined : worked.scope.render(work.system);
  if (system?.ok === false) return at.fails(EXPRESSION_FAILED, `system: ${system.reason}`);
  const asked = {
    prompt: agentPrompt(task.text, artifacts, schema),
    ...(system === undefined ? {} : { system: system.text }),
    ...(worked.values === undefined ? {} : { with: worked.values }),
    ...(artifacts.length === 0 ? {} : { artifacts: artifacts.map(({ id }) => id) }),
  };
  const key = at.key([asked.prompt, asked.system ?? null, { ...asked.with }] as Json);
  const instead = at.instead(key);
  if (instead !== undefined) return instead;
  const told = { ...asked, ...at.until(child !== undefined || !answersOnce(work) ? timeoutMs : undefined) };
  if (child !== undefined || !answersOnce(work))
    return beginChild(drive, at, work, key, told, child ?? { workspace: "shared" });
  return beginAnswer(at, work, key, told);
}

/** One answer without calls, asked for by the run's own worker: what it may take is set aside. */
async function beginAnswer(at: Beginning, work: AgentWork, key: string, asked: Asked): Promise<Begun> {
  const { ledger, request } = at.worker;
  const model = await at.ports.models.resolve(modelOf(work, runOf(at.worker).graph, request));
  const size = asked.prompt.length + (asked.system ?? "").length;
  const most = work.modelSettings?.maxOutputTokens ?? request.modelSettings.maxOutputTokens;
  const { reserved } = plannedTurn(ledger, size, model.price, most);
  const aside = reserved === NO_RESERVATION ? {} : { reserved };
  return { records: [at.started(key, { ...asked, ...aside })] };
}
