import type { ModelFailure } from "../core/journal/model-failure.ts";
import type { FinishReason } from "../core/journal/record.ts";
import type { JsonObject } from "../core/json.ts";
import type { AssistantPart, Message } from "../core/transcript/message.ts";
import type { Price } from "../core/usage/cost.ts";
import type { Usage } from "../core/usage/usage.ts";
import type { ModelSettings } from "../core/worker/request.ts";

/** Finds models by the names that people write. */
export interface Models {
  /**
   * Checks that this name could be used from here, without any network: the provider is known, its
   * key is there, a script file can be read. Rejects with `unknown-model` or `model-key-missing`
   * (what is missing, and where to put it).
   */
  resolve(name: string): Promise<Model>;
}

export interface Model {
  /** The name it was resolved from. */
  readonly name: string;
  /** Absent when unknown; an unknown price is unknown, not free. */
  readonly price?: Price;
  /** Tokens of prompt and answer together. Absent when unknown. */
  readonly contextWindow?: number;
  /**
   * One model call. Yields live parts and, last, exactly one `finished`. Throws a `ModelError` for
   * anything that goes wrong; never retries by itself. When `signal` aborts it stops at once and
   * throws a `LegateError` `aborted` whose cause is the signal's reason.
   */
  step(request: ModelRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ModelPart>;
}

export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDescription[];
  readonly settings: ModelSettings;
  /** Place of this call in the worker's life; a scripted model answers by it. From 1. */
  readonly turn: number;
  readonly attempt: number;
  /** Set when it is to tell a conversation in short, before that turn: which time this is, from 1. @default a turn */
  readonly summary?: number;
}

/** A tool as a model sees it. */
export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema (draft 2020-12) of an object. */
  readonly inputSchema: JsonObject;
}

export type ModelPart =
  | { readonly type: "text"; readonly delta: string }
  | { readonly type: "reasoning"; readonly delta: string }
  | { readonly type: "finished"; readonly step: ModelStep };

export interface ModelStep {
  /** In the order in which they were said. `call` ids are filled in by the caller: leave them "". */
  readonly parts: readonly AssistantPart[];
  readonly finish: FinishReason;
  readonly usage: Usage;
  readonly servedBy?: string;
}

/** What `step` throws. */
export class ModelError extends Error {
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure, options: { readonly cause?: unknown } = {}) {
    super(failure.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ModelError";
    this.failure = failure;
  }
}
