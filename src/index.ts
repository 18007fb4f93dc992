export {
  type CreateLegateOptions,
  createLegate,
  type LegateHandle,
  type WorkerInput,
  type WorkspaceInput,
} from "./compose/create-legate.ts";
export type { ArtifactDraft, ArtifactRecord } from "./core/artifacts/artifact.ts";
export type { ContextPolicy } from "./core/artifacts/context-policy.ts";
export type { ArtifactOrigin, KeptArtifact } from "./core/artifacts/kept-artifact.ts";
export { type Lineage, lineageOf } from "./core/artifacts/lineage.ts";
export { renderArtifacts } from "./core/artifacts/render.ts";
export { type Selection, selectArtifacts } from "./core/artifacts/select.ts";
export type { MutationSession } from "./core/audit/mutation-session.ts";
export type { Verdict } from "./core/evidence/judgement.ts";
export type { CommandReceipt, PatchDigest, Receipt } from "./core/evidence/receipt.ts";
export type { Evidence } from "./core/evidence/verdict.ts";
export type { WorkerId } from "./core/ids.ts";
export type { RecordType, StoredRecord, WorkerRecord } from "./core/journal/record.ts";
export type { Json, JsonObject } from "./core/json.ts";
export type { FlaggedPath } from "./core/landing/land-rules.ts";
export type { Landing, LandingRefusal, LandingStrategy, Person } from "./core/landing/landing.ts";
export type { RunsLaterKind } from "./core/landing/runs-later.ts";
export type { CapabilityPolicy } from "./core/policy/capability-policy.ts";
export type { PolicyRequest } from "./core/policy/ceiling.ts";
export type { PresetName } from "./core/policy/presets.ts";
export type { Cost, Price } from "./core/usage/cost.ts";
export type { Usage } from "./core/usage/usage.ts";
export type { OnAsk, WorkerLimits } from "./core/worker/request.ts";
export type { StatusName, WaitingOn } from "./core/worker/status.ts";
export type { OpenQuestion, WorkerSummary } from "./core/worker/summary.ts";
export type { Conversation, Transcript, TranscriptEntry } from "./core/worker/transcript-of.ts";
export { type Condition, cel, is, type Text, text } from "./core/workflow/build/text.ts";
export { type WorkflowOptions, workflow } from "./core/workflow/build/workflow.ts";
export type { WorkflowBuilder } from "./core/workflow/build/workflow-builder.ts";
export type { WorkflowGraph } from "./core/workflow/graph.ts";
export type { GraphProblem } from "./core/workflow/validate/graph-problem.ts";
export type { FileChange } from "./core/workspace/workspace.ts";
export type { CompactRequest } from "./ports/compactor.ts";
export { FAILURE_CODES, type FailureCode, LegateError } from "./ports/failure.ts";
export type { Host, HostEvent, HostNotification } from "./ports/host.ts";
export type {
  ConflictSide,
  LandingPatch,
  LandingRefused,
  LandingReport,
  LandingTarget,
  MergeConflict,
} from "./ports/landings.ts";
export {
  type Model,
  ModelError,
  type ModelPart,
  type ModelRequest,
  type ModelStep,
  type Models,
} from "./ports/model.ts";
export type { LiveEvent } from "./ports/presence.ts";
export type { WorkspaceContents, WorkspaceDiff } from "./ports/workspaces.ts";
export type { GcKept, GcPolicy, GcRemoval, GcReport } from "./runtime/gc-report.ts";
export type { LandOptions, LandResult, UndoLandingOptions } from "./runtime/land-options.ts";
export type {
  AnswerOptions,
  ArtifactFilter,
  EventOptions,
  HostEventOptions,
  ListFilter,
  OverlapOptions,
  RestoredFiles,
  RestoreOptions,
  StopOptions,
  TellHostOptions,
  WaitOptions,
  WaitResult,
  WorkerEvent,
} from "./runtime/legate-options.ts";
export type { Overlap, OverlappingWorker } from "./runtime/overlap.ts";
export type { Config } from "./wire/config-file.ts";
