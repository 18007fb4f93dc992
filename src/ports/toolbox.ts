import type { ArtifactRequest } from "../core/artifacts/artifact-request.ts";
import type { NetworkDecisions } from "../core/journal/network-decision.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { CallFacts } from "../core/policy/call-facts.ts";
import type { ToolAnnotations } from "../core/policy/tool-annotations.ts";
import type { CommandLimits } from "../core/worker/command-limits.ts";
import type { Delegation } from "../core/worker/delegation.ts";
import type { OpenedWorkspace } from "../core/workspace/workspace.ts";
import type { ToolDescription } from "./model.ts";

/** The operator's registry of tools. */
export interface Toolbox {
  /** All tools, by name. */
  list(): readonly Tool[];
  get(name: string): Tool | undefined;
}

/**
 * One tool. The gateway calls `prepare`, judges what it answers, commits the intent, and only then
 * calls `run` with what was prepared.
 *
 * T1. `prepare` has no effect and needs no permission: it parses, makes paths canonical, and may look
 *     at metadata of the workspace, never at contents it would report to the model.
 * T2. `run` acts on the canonical arguments alone, and re-checks paths by itself (anchored walk), as
 *     the tree may have changed since `prepare`.
 * T3. `run` resolves with an `error` output for anything the model can learn from; it throws only
 *     for bugs and for LegateErrors.
 */
export interface Tool {
  readonly description: ToolDescription;
  readonly annotations: ToolAnnotations;
  prepare(args: Json, scope: ToolScope): Promise<PreparedCall | UnreadableCall>;
  run(call: PreparedCall, scope: ToolScope, run: ToolRun): Promise<ToolOutput>;
  /**
   * For tools of class `reconcilable`: asks the world what became of a call whose process died. Has no
   * effect. Answers how it ended, `not-done` when it certainly did not happen (then it runs), or `unknown`.
   */
  probe?(
    call: PreparedCall,
    scope: ToolScope,
    probe: Pick<ToolRun, "signal" | "idempotencyKey">,
  ): Promise<ToolOutput | "not-done" | "unknown">;
}

/** Where a tool acts. */
export interface ToolScope {
  readonly workspace: OpenedWorkspace;
}

export interface PreparedCall {
  readonly ok: true;
  readonly facts: CallFacts;
  /** One line for people, e.g. `run npm test` or `edit src/a.ts (2 replacements)`. */
  readonly summary: string;
  /**
   * Digest-like text of the present state of what the call would change (e.g. size, mtime, inode of
   * the file), when there is one: an approval is asked again if it differs when it is answered.
   */
  readonly target?: string;
  /** What is asked of or about other workers: the runtime does that itself, and `run` is not called. */
  readonly delegation?: Delegation;
  /** What is asked of or about artifacts: likewise. */
  readonly artifact?: ArtifactRequest;
}

/** Arguments that do not fit the schema, or a path that is not one. Answered, never run. */
export interface UnreadableCall {
  readonly ok: false;
  readonly problem: string;
}

export interface ToolRun {
  readonly signal: AbortSignal;
  /** Milliseconds this call may take. */
  readonly timeoutMs: number;
  /** What a command of this call may use up at most. @default what the sandbox allows every command */
  readonly commandLimits?: Partial<CommandLimits>;
  /** Environment variables of its commands. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** `worker:call`: the same for every attempt of one call, for tools that can use it. */
  readonly idempotencyKey: string;
  /** Live output for followers; not kept. */
  readonly onProgress: (text: string) => void;
}

export interface ToolOutput {
  readonly status: "ok" | "error" | "timed-out" | "aborted";
  /** For the model: bounded, valid Unicode, with a clear marker where something was left out. */
  readonly text: string;
  /** The whole output, only when `text` leaves something out. */
  readonly full?: Uint8Array;
  /** Facts for programs, e.g. `{ exitCode: 1 }`. */
  readonly data?: JsonObject;
  /** What was decided about its requests for a way out; absent when it had none. */
  readonly network?: NetworkDecisions;
}
