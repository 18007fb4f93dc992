import { z } from "zod";
import { PRESETS } from "../core/policy/presets.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import { artifactDraft } from "./artifact.ts";
import { commandLimitsFields } from "./command-limits.ts";
import { fieldOf } from "./own-field.ts";
import { parseApprovalPolicy } from "./policy/approval-policy.ts";
import { parsePolicyRequest } from "./policy/capability-policy.ts";
import type { Parsed } from "./policy/parsed.ts";
import { carryPolicy } from "./record-schemas/request.ts";
import type { StrictRead } from "./strict-yaml.ts";
import {
  modelFrom,
  pathFrom,
  type ReadWorker,
  type WorkerDraft,
  type WorkerFilePlace,
} from "./worker-draft.ts";
import {
  budgetsField,
  compactionField,
  delegationField,
  limitsFields,
  metadataField,
  modelSettingsFields,
  names,
  onAskField,
  onUnknownField,
  retryField,
  text,
  verifyField,
  workspaceCommands,
} from "./worker-fields.ts";
import { checkDocument, readYamlDocument, type YamlDocument } from "./yaml-document.ts";

const include = z.array(text).exactOptional();

const none = z.strictObject({ kind: z.literal("none") });
const directory = z.strictObject({ kind: z.literal("directory"), path: text });
const worktree = z.strictObject({
  kind: z.literal("worktree"),
  repo: text.exactOptional(),
  base: text.exactOptional(),
  include,
  includeUncommitted: z.boolean().exactOptional(),
  linked: z.boolean().exactOptional(),
});

const workspace = z.discriminatedUnion("kind", [none, directory, worktree], {
  error: "needs `kind`: one of none, directory, worktree",
});

const workerFile = z.strictObject({
  version: z
    .number()
    .refine((version) => version === 1, { message: "this release reads version 1" })
    .exactOptional(),
  format: z.literal("legate").exactOptional(),
  task: text.exactOptional(),
  name: text.exactOptional(),
  model: text.exactOptional(),
  system: text.exactOptional(),
  agent: text.exactOptional(),
  artifacts: z.array(artifactDraft).exactOptional(),
  workspace: workspace.exactOptional(),
  preset: z.enum(PRESETS).exactOptional(),
  policy: z.unknown().optional(),
  approvals: z.unknown().optional(),
  tools: names.exactOptional(),
  secrets: names.exactOptional(),
  limits: limitsFields.exactOptional(),
  setUp: workspaceCommands.exactOptional(),
  tearDown: workspaceCommands.exactOptional(),
  sandbox: commandLimitsFields.exactOptional(),
  modelSettings: modelSettingsFields.exactOptional(),
  env: z.record(text, z.string()).exactOptional(),
  onAsk: onAskField.exactOptional(),
  onUnknown: onUnknownField.exactOptional(),
  budgets: budgetsField.exactOptional(),
  delegation: delegationField.exactOptional(),
  unknownPrice: z.enum(["refuse", "allow"]).exactOptional(),
  retry: retryField.exactOptional(),
  carry: carryPolicy.exactOptional(),
  compaction: compactionField.exactOptional(),
  autoResume: z.boolean().exactOptional(),
  verify: verifyField.exactOptional(),
  metadata: metadataField.exactOptional(),
  idempotencyKey: text.exactOptional(),
});

/**
 * A worker as a person describes it, in our own shape (`docs/worker-file.md`). Strict: what is not in
 * the format is a problem with its line, column and the nearest known name, and all problems are
 * reported at once. A task may be missing; the command line may give it.
 */
export function parseWorkerFile(source: string, place: WorkerFilePlace): StrictRead<ReadWorker> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const authority = readAuthority(read.value, place);
  const checked = checkDocument(read.value, workerFile);
  if (!checked.ok || authority.problems.length > 0) {
    return { ok: false, problems: [...(checked.ok ? [] : checked.problems), ...authority.problems] };
  }
  const { version, format, policy, approvals, workspace: where, model, ...rest } = checked.value;
  const draft = {
    ...rest,
    ...authority.draft,
    ...(model === undefined ? {} : { model: modelFrom(place.directory, model) }),
    ...(where === undefined ? {} : { workspace: workspaceSpec(where, place) }),
  };
  return { ok: true, value: { draft, notes: [], waits: false } };
}

/** The two parts with parsers of their own. Both are read, so that both sets of problems are told. */
function readAuthority(document: YamlDocument, { directory }: WorkerFilePlace) {
  const policy = readPart(document, "policy", (value) => parsePolicyRequest(value, { directory }));
  const approvals = readPart(document, "approvals", parseApprovalPolicy);
  const draft: Pick<WorkerDraft, "policy" | "approvals"> = {
    ...(policy.value === undefined ? {} : { policy: policy.value }),
    ...(approvals.value === undefined ? {} : { approvals: approvals.value }),
  };
  return { draft, problems: [...policy.problems, ...approvals.problems] };
}

/** One field of the document through its own parser; nothing when the field is not there. */
function readPart<T>(document: YamlDocument, field: string, parse: (value: unknown) => Parsed<T>) {
  const value = fieldOf(document.value, field);
  if (value === undefined) return { value: undefined, problems: [] };
  const parsed = parse(value);
  if (parsed.ok) return { value: parsed.value, problems: [] };
  const problems = parsed.problems.map(({ path, message }) => document.problemAt([field, ...path], message));
  return { value: undefined, problems };
}

function workspaceSpec(where: z.infer<typeof workspace>, { directory }: WorkerFilePlace): WorkspaceSpec {
  switch (where.kind) {
    case "none":
      return { kind: "none" };
    case "directory":
      return { kind: "directory", path: pathFrom(directory, where.path) };
    case "worktree":
      return {
        kind: "worktree",
        repo: pathFrom(directory, where.repo ?? "."),
        base: where.base ?? "HEAD",
        include: where.include ?? [],
        includeUncommitted: where.includeUncommitted ?? false,
        ...(where.linked === undefined ? {} : { linked: where.linked }),
      };
  }
}
