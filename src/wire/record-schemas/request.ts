import { z } from "zod";
import { parseWorkerId, type WorkerId } from "../../core/ids.ts";
import { COMPACTION_STRATEGIES } from "../../core/transcript/compaction-policy.ts";
import type { Price } from "../../core/usage/cost.ts";
import { ARTIFACT_MODES, type CarryPolicy, TRANSCRIPT_MODES } from "../../core/worker/carry.ts";
import { ON_ASK, ON_UNKNOWN, type WorkerRequest } from "../../core/worker/request.ts";
import type { WorkflowRequest } from "../../core/worker/workflow-request.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import type { WorkspaceSpec } from "../../core/workspace/workspace.ts";
import type { WorkspaceCommand } from "../../core/workspace/workspace-command.ts";
import { artifactRecord } from "../artifact.ts";
import { contextPolicy } from "../context-policy.ts";
import { ceilingSchema } from "../policy/ceiling.ts";
import { count, jsonObject, text } from "./shape.ts";
import { continuation } from "./transcript.ts";
import { checkpoint, openedWorkspace } from "./workspace.ts";

export const workspaceSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("directory"), path: text }),
  z.strictObject({
    kind: z.literal("worktree"),
    repo: text,
    base: text,
    include: z.array(text),
    includeUncommitted: z.boolean(),
    linked: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("derived"), from: openedWorkspace, checkpoint: checkpoint.nullable() }),
]) satisfies z.ZodType<WorkspaceSpec>;

const workspaceCommand = z.strictObject({
  argv: z.array(text),
  network: z.array(text).exactOptional(),
}) satisfies z.ZodType<WorkspaceCommand>;

export const carryPolicy = z.strictObject({
  transcript: z.enum(TRANSCRIPT_MODES).exactOptional(),
  keepLast: count.exactOptional(),
  artifacts: z.enum(ARTIFACT_MODES).exactOptional(),
  select: contextPolicy.exactOptional(),
}) satisfies z.ZodType<CarryPolicy>;

const tokenPrices = {
  input: z.number(),
  output: z.number(),
  cacheRead: z.number().exactOptional(),
  cacheWrite: z.number().exactOptional(),
};

const price = z.strictObject({
  ...tokenPrices,
  longPrompts: z.array(z.strictObject({ ...tokenPrices, above: z.number() })).exactOptional(),
}) satisfies z.ZodType<Price>;

/** The graph was checked before the worker was made; what was checked then is not judged by later rules. */
const graph = z.custom<WorkflowGraph>((value) => jsonObject.safeParse(value).success);

const workflowRequest = z.strictObject({
  graph,
  digest: text,
  inputs: jsonObject,
  after: z
    .strictObject({
      worker: z.custom<WorkerId>((value) => typeof value === "string" && parseWorkerId(value) !== undefined),
      from: z.array(text).exactOptional(),
      only: text.exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<WorkflowRequest>;

export const workerRequest = z.strictObject({
  name: text,
  task: text,
  system: text,
  instructions: text.exactOptional(),
  artifacts: z.array(artifactRecord).exactOptional(),
  continues: continuation.exactOptional(),
  agent: text.exactOptional(),
  model: text,
  modelSettings: z.strictObject({
    temperature: z.number().exactOptional(),
    maxOutputTokens: count.exactOptional(),
  }),
  tools: z.array(text),
  ceiling: ceilingSchema,
  secrets: z.array(text).exactOptional(),
  preset: text.exactOptional(),
  workspace: workspaceSpec,
  limits: z.strictObject({
    maxTurns: count,
    turnTimeoutMs: count,
    callTimeoutMs: count,
    maxAttempts: count,
    cycleTimeoutMs: count,
    warnRepeats: count,
    blockRepeats: count,
  }),
  sandbox: z
    .strictObject({
      memoryMb: count,
      pids: count,
      cpuSeconds: count,
      fileSizeMb: count,
      diskMb: count,
      outputKb: count,
    })
    .exactPartial()
    .exactOptional(),
  setUp: z.array(workspaceCommand).exactOptional(),
  tearDown: z.array(workspaceCommand).exactOptional(),
  env: z.record(text, text).exactOptional(),
  onAsk: z.enum(ON_ASK),
  onUnknown: z.enum(ON_UNKNOWN),
  retry: z.strictObject({ maxAttempts: count, backoffMs: count, multiplier: z.number() }),
  carry: carryPolicy,
  compaction: z
    .strictObject({
      strategy: z.enum(COMPACTION_STRATEGIES),
      atTokens: count.exactOptional(),
      keepLast: count,
    })
    .exactOptional(),
  contextWindow: count.exactOptional(),
  autoResume: z.boolean(),
  verify: z.array(z.array(text)).exactOptional(),
  price: price.exactOptional(),
  workflow: workflowRequest.exactOptional(),
  metadata: jsonObject,
}) satisfies z.ZodType<WorkerRequest>;
