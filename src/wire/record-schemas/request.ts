import { z } from "zod";
import { ON_ASK, type WorkerRequest } from "../../core/worker/request.ts";
import type { WorkspaceSpec } from "../../core/workspace/workspace.ts";
import { ceilingSchema } from "../policy/ceiling.ts";
import { count, jsonObject, text } from "./shape.ts";
import { checkpoint, openedWorkspace } from "./workspace.ts";

const workspaceSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("directory"), path: text }),
  z.strictObject({
    kind: z.literal("worktree"),
    repo: text,
    base: text,
    include: z.array(text),
    includeUncommitted: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("derived"), from: openedWorkspace, checkpoint: checkpoint.nullable() }),
]) satisfies z.ZodType<WorkspaceSpec>;

export const workerRequest = z.strictObject({
  name: text,
  task: text,
  system: text,
  agent: text.exactOptional(),
  model: text,
  modelSettings: z.strictObject({
    temperature: z.number().exactOptional(),
    maxOutputTokens: count.exactOptional(),
  }),
  tools: z.array(text),
  ceiling: ceilingSchema,
  preset: text.exactOptional(),
  workspace: workspaceSpec,
  limits: z.strictObject({
    maxTurns: count,
    turnTimeoutMs: count,
    callTimeoutMs: count,
    maxAttempts: count,
  }),
  onAsk: z.enum(ON_ASK),
  metadata: jsonObject,
}) satisfies z.ZodType<WorkerRequest>;
