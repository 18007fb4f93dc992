import { withoutOrigin } from "../core/artifacts/kept-artifact.ts";
import { type ApprovalPolicy, NOTHING_FURTHER } from "../core/policy/approval-policy.ts";
import { type Ceiling, childCeiling } from "../core/policy/ceiling.ts";
import type { Continuation } from "../core/transcript/continuation.ts";
import type { Delegation } from "../core/worker/delegation.ts";
import { raisedCeiling } from "../core/worker/raised-ceiling.ts";
import type { ModelSettings, WorkerLimits, WorkerRequest } from "../core/worker/request.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { WorkflowRequest } from "../core/worker/workflow-request.ts";
import {
  callersFolder,
  type OpenedWorkspace,
  placeKind,
  type WorkspaceSpec,
} from "../core/workspace/workspace.ts";
import type { Role } from "../ports/roles.ts";
import { findArtifact } from "./find-artifact.ts";
import { nameFrom } from "./name-from.ts";
import { offeredTools, refuseUnknownTools } from "./offered-tools.ts";
import { priceFor } from "./price-for.ts";
import { assertGenerationLeft, refusedChild } from "./refused-child.ts";
import { assertRoomForChild } from "./room-for-child.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { childPrompt } from "./standing-instructions.ts";

/** What a call of a worker, or a node of its workflow, asks of a child. */
export interface ChildAsked extends Omit<Delegation & { readonly verb: "spawn" }, "verb" | "workspace"> {
  /** `shared` is the parent's own place: nobody else may work in it meanwhile. @default "own" */
  readonly workspace?: "own" | "none" | "shared";
  /** Added after what every child is told, and its role. */
  readonly system?: string;
  readonly modelSettings?: ModelSettings;
  readonly approvals?: ApprovalPolicy;
  readonly limits?: Partial<WorkerLimits>;
  readonly workflow?: WorkflowRequest;
  /** The conversation that it goes on from. */
  readonly continues?: Continuation;
}

/**
 * What a worker may have another one do: the same checks as for any spawn, under a ceiling that is inside
 * its own `grant`. Rejects with `denied` (what is missing), `not-allowed-now` (no room for a child),
 * `bad-input` or `unknown-model`.
 */
export async function childRequest(
  ports: RuntimePorts,
  parent: Worker,
  asked: ChildAsked,
): Promise<WorkerRequest> {
  const { request } = parent;
  const role = await roleOf(ports, parent, asked.agent);
  const ceiling = await ceilingOf(ports, parent, asked, role);
  refuseUnknownTools(ports.toolbox, { task: asked.task, ...(asked.tools ? { tools: asked.tools } : {}) });
  const modelName = asked.model ?? role?.model ?? request.model;
  const model = await ports.models.resolve(modelName);
  const workspace = placeFor(parent, asked.workspace ?? "own");
  const tools = toolsFor(ports, parent, asked, role, ceiling, workspace);
  const maxTurns = Math.min(
    asked.maxTurns ?? asked.limits?.maxTurns ?? role?.maxTurns ?? request.limits.maxTurns,
    request.limits.maxTurns,
  );
  return {
    name: asked.name ?? nameFrom(asked.task),
    task: asked.task,
    system: childPrompt(placeKind(workspace), ownWords(role, asked), request.instructions),
    ...(request.instructions === undefined ? {} : { instructions: request.instructions }),
    ...(await handedOn(ports, parent, asked.artifacts)),
    ...(asked.continues === undefined ? {} : { continues: asked.continues }),
    ...(role === undefined ? {} : { agent: role.name }),
    model: modelName,
    modelSettings: { ...request.modelSettings, ...asked.modelSettings },
    tools,
    ceiling,
    workspace,
    limits: { ...request.limits, ...asked.limits, maxTurns },
    ...(request.sandbox === undefined ? {} : { sandbox: request.sandbox }),
    onAsk: role?.onAsk ?? request.onAsk,
    onUnknown: request.onUnknown,
    retry: request.retry,
    carry: {},
    ...(request.compaction === undefined ? {} : { compaction: request.compaction }),
    ...(model.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
    autoResume: request.autoResume,
    ...priceFor(model, ceiling.use.budgets, "refuse"),
    ...(asked.workflow === undefined ? {} : { workflow: asked.workflow }),
    metadata: {},
  };
}

/** As they are: they keep their ids, so that what is made of them leads back to whoever made them. */
async function handedOn(
  { store }: RuntimePorts,
  parent: Worker,
  ids: readonly string[] = [],
): Promise<Pick<WorkerRequest, "artifacts">> {
  if (ids.length === 0) return {};
  const found = await Promise.all([...new Set(ids)].map((id) => findArtifact(store, parent, id)));
  return { artifacts: found.map(withoutOrigin) };
}

function ownWords(role: Role | undefined, { system }: ChildAsked): string | undefined {
  const words = [role?.system, system].filter((one) => one !== undefined && one.trim() !== "");
  return words.length === 0 ? undefined : words.join("\n\n");
}

async function roleOf(
  ports: RuntimePorts,
  { request }: Worker,
  name: string | undefined,
): Promise<Role | undefined> {
  return name === undefined ? undefined : ports.roles.find(name, callersFolder(request.workspace));
}

async function ceilingOf(
  { store }: RuntimePorts,
  parent: Worker,
  asked: ChildAsked,
  role: Role | undefined,
): Promise<Ceiling> {
  assertRoomForChild(parent);
  const use = { ...asked.policy, ...(asked.budgets === undefined ? {} : { budgets: asked.budgets }) };
  const answer = childCeiling(raisedCeiling(parent), { use, ...approvalOf(role, asked.approvals) });
  if (!answer.ok) throw await refusedChild(store, parent, answer.refusal, use);
  await assertGenerationLeft(store, parent);
  return answer.ceiling;
}

function approvalOf(
  role: Role | undefined,
  own: ApprovalPolicy | undefined,
): { readonly approval?: ApprovalPolicy } {
  if (role === undefined || role.deny.length === 0) return own === undefined ? {} : { approval: own };
  const policy = own ?? NOTHING_FURTHER;
  return { approval: { ...policy, deny: [...role.deny, ...policy.deny] } };
}

function placeFor({ workspace, checkpoint, id }: Worker, place: "own" | "none" | "shared"): WorkspaceSpec {
  if (place === "none") return { kind: "none" };
  if (workspace === undefined) throw new Error(`worker ${id} has no workspace yet`);
  if (place === "shared") return sharedPlace(workspace);
  return { kind: "derived", from: workspace, checkpoint: checkpoint ?? null };
}

/** To the child it is a directory of somebody else's: the parent keeps what is in it. */
function sharedPlace({ kind, root, mounts }: OpenedWorkspace): WorkspaceSpec {
  const from = { kind: kind === "worktree" ? "directory" : kind, root, mounts } as const;
  return { kind: "derived", from, checkpoint: null };
}

/** The parent's own tools where nobody names others: a child is shown no more by accident. */
function toolsFor(
  ports: RuntimePorts,
  { request }: Worker,
  asked: ChildAsked,
  role: Role | undefined,
  ceiling: Ceiling,
  workspace: WorkspaceSpec,
): readonly string[] {
  const own = role?.tools ?? (workspace.kind === "none" ? [] : request.tools);
  const allowed = offeredTools(ports.toolbox, { task: asked.task, workspace }, ceiling);
  if (asked.tools === undefined) return own.filter((name) => allowed.includes(name));
  return offeredTools(ports.toolbox, { task: asked.task, workspace, tools: asked.tools }, ceiling);
}
