import { z } from "zod";
import type { WorkspaceRecord } from "../../core/journal/record.ts";
import { SET_UP_PHASES } from "../../core/journal/set-up-record.ts";
import type { Checkpoint, OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { count, type FamilySchemas, jsonObject, text } from "./shape.ts";

export const checkpoint = z.strictObject({
  commit: text,
  tree: text,
  ref: text,
  ignored: z.strictObject({ count, sample: z.array(text) }),
}) satisfies z.ZodType<Checkpoint>;

export const openedWorkspace = z.strictObject({
  kind: z.enum(["none", "directory", "worktree"]),
  root: text,
  mounts: z.array(z.strictObject({ path: text, at: text.exactOptional(), mode: z.enum(["ro", "rw"]) })),
  git: z
    .strictObject({
      repo: text,
      vault: text,
      base: text,
      baseTree: text,
      baseName: text,
      uncommittedFiles: count,
      copied: z.array(text).exactOptional(),
      linked: z.boolean().exactOptional(),
      start: checkpoint.exactOptional(),
    })
    .exactOptional(),
  ports: z.strictObject({ first: count, count }).exactOptional(),
}) satisfies z.ZodType<OpenedWorkspace>;

export const workspaceSchemas = {
  "sandbox.reported": z.strictObject({ report: jsonObject }),
  "workspace.opened": z.strictObject({ workspace: openedWorkspace }),
  "workspace.rebuilt": z.strictObject({ from: text, lostCalls: z.array(text) }),
  "workspace.checkpointed": z.strictObject({ checkpoint: checkpoint.exactOptional() }),
  "workspace.command": z.strictObject({
    phase: z.enum(SET_UP_PHASES),
    index: count,
    argv: z.array(text),
    status: z.enum(["started", "ok", "error", "timed-out", "denied"]),
    text,
    durationMs: count,
  }),
  "workspace.releasing": z.strictObject({ by: text }),
  "workspace.released": z.strictObject({ removed: z.boolean(), reason: text, keptRef: text.exactOptional() }),
} satisfies FamilySchemas<WorkspaceRecord>;
