import { NO_RESERVATION } from "../../core/budget/ledger.ts";
import { plannedTurn } from "../../core/budget/reserve.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Continuation } from "../../core/transcript/continuation.ts";
import { messagesSize } from "../../core/transcript/message-size.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { AgentWork } from "../../core/workflow/agent-work.ts";
import type { Contract } from "../../core/workflow/contract.ts";
import { agentPrompt } from "../../core/workflow/run/agent-prompt.ts";
import { answersOnce } from "../../core/workflow/run/work-of.ts";
import { isFailure } from "../../ports/failure.ts";
import type { Drive } from "../drive.ts";
import { beginChild, type ChildPlace } from "./begin-child.ts";
import { countProblem } from "./begin-map.ts";
import { type Asked, type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";
import { continuationFor, fitting } from "./continue-from.ts";
import { modelOf } from "./model-of.ts";

type AgentContract = Pick<Contract, "inputs" | "output" | "requiresTranscript">;

export interface AgentOptions {
  readonly contract?: AgentContract | undefined;
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
  const read = rendered(at, work, contract, schema);
  if (!read.ok) return at.fails(read.code, read.reason);
  const isChild = child !== undefined || !answersOnce(work);
  const said = await saidBefore(at, work, isChild);
  if (!said.ok) return at.fails("conversation-gone", said.reason);
  const { before } = said;
  if (before === undefined && contract?.requiresTranscript === true) {
    const reason = `there is no conversation of ${work.transcript?.from} to go on from (contract.requiresTranscript)`;
    return at.fails("contract-broken", reason);
  }
  const { asked } = read;
  const given = [asked.prompt, asked.system ?? null, { ...asked.with }, ...shown(before)];
  const key = at.key(given as Json);
  const instead = at.instead(key);
  if (instead !== undefined) return instead;
  if (!isChild) return beginAnswer(at, work, key, asked, before);
  const told = { ...asked, ...at.until(timeoutMs) };
  return beginChild(drive, at, work, key, told, child ?? { workspace: "shared" }, before);
}

type RenderedTask =
  | { readonly ok: true; readonly asked: Asked }
  | { readonly ok: false; readonly code: string; readonly reason: string };

function rendered(
  at: Beginning,
  work: AgentWork,
  contract: AgentContract | undefined,
  schema: JsonObject | undefined,
): RenderedTask {
  const broken = (reason: string) => ({ ok: false, code: EXPRESSION_FAILED, reason }) as const;
  const { artifacts } = at.scope;
  const problem = countProblem(artifacts.length, contract?.inputs);
  if (problem !== undefined) return { ok: false, code: "contract-broken", reason: problem };
  const worked = at.worked(work.with);
  if (!worked.ok) return broken(worked.reason);
  const task = worked.scope.render(work.prompt);
  if (!task.ok) return broken(`prompt: ${task.reason}`);
  const system = work.system === undefined ? undefined : worked.scope.render(work.system);
  if (system?.ok === false) return broken(`system: ${system.reason}`);
  const asked = {
    prompt: agentPrompt(task.text, artifacts, schema),
    ...(system === undefined ? {} : { system: system.text }),
    ...(worked.values === undefined ? {} : { with: worked.values }),
    ...(artifacts.length === 0 ? {} : { artifacts: artifacts.map(({ id }) => id) }),
  };
  return { ok: true, asked };
}

type SaidBefore =
  | { readonly ok: true; readonly before: Continuation | undefined }
  | { readonly ok: false; readonly reason: string };

/** Another worker that spoke may be gone, or have stayed elsewhere: nobody goes on as if nothing had been said. */
async function saidBefore(
  { ports, worker }: Beginning,
  { transcript, tools }: AgentWork,
  isChild: boolean,
): Promise<SaidBefore> {
  if (transcript === undefined) return { ok: true, before: undefined };
  try {
    const before = await continuationFor(ports, worker, transcript, isChild && tools?.length !== 0);
    return { ok: true, before };
  } catch (error) {
    if (!isFailure(error, "unknown-worker")) throw error;
    const reason = `the conversation of ${transcript.from} that it goes on from is not here: ${error.message}`;
    return { ok: false, reason };
  }
}

function shown(before: Continuation | undefined): readonly Json[] {
  return before === undefined ? [] : [before.messages as unknown as Json];
}

/** One answer without calls, asked for by the run's own worker: what it may take is set aside. */
async function beginAnswer(
  at: Beginning,
  work: AgentWork,
  key: string,
  asked: Asked,
  before: Continuation | undefined,
): Promise<Begun> {
  const { ledger, request } = at.worker;
  const model = await at.ports.models.resolve(modelOf(work, runOf(at.worker).graph, request));
  const own = asked.prompt.length + (asked.system ?? "").length;
  const continues = before === undefined ? undefined : fitting(before, request, model, own);
  const size = own + messagesSize(continues?.messages ?? []);
  const most = work.modelSettings?.maxOutputTokens ?? request.modelSettings.maxOutputTokens;
  const { reserved } = plannedTurn(ledger, size, model.price, most);
  const aside = reserved === NO_RESERVATION ? {} : { reserved };
  const said = continues === undefined ? {} : { continues };
  return { records: [at.started(key, { ...asked, ...said, ...aside })] };
}
