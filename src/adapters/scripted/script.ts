import type { ModelFailureClass } from "../../core/journal/model-failure.ts";
import type { FinishReason } from "../../core/journal/record.ts";
import type { Json } from "../../core/json.ts";
import type { Price } from "../../core/usage/cost.ts";
import type { Usage } from "../../core/usage/usage.ts";

/** What a scripted model will say, turn by turn. Turn 1 of a worker is `turns[0]`. One of `turns` and `tasks`. */
export interface Script {
  readonly turns?: readonly ScriptTurn[];
  /** Turns for each of several tasks, where one model works on all of them; the first that fits counts. */
  readonly tasks?: readonly ScriptTask[];
  /** `"unknown"` plays a model whose price nobody knows. @default free, since nothing is bought */
  readonly price?: Price | "unknown";
  /** What it says when it is to tell a conversation in short, one after the other. @default nothing: that fails */
  readonly summaries?: readonly ScriptTurn[];
  /** Tokens of prompt and answer together. @default unknown */
  readonly contextWindow?: number;
  /** Pause between streamed chunks, where a turn says nothing else. @default 0 */
  readonly streamDelayMs?: number;
}

/** What is said in conversations that begin in a certain way. */
export interface ScriptTask {
  /**
   * What the first message of the conversation has in it. What a named group of it matched stands for `{{name}}`
   * in texts and arguments of the turns.
   */
  readonly when: Pattern;
  readonly turns: readonly ScriptTurn[];
}

/** One turn: what must have been asked, how it goes wrong first, and what is said in the end. */
export interface ScriptTurn {
  readonly expect?: Expectation;
  /** The first attempts fail with these, one after the other; the attempt after the last is answered. */
  readonly errors?: readonly ScriptError[];
  readonly reasoning?: string;
  readonly text?: string;
  readonly calls?: readonly ScriptCall[];
  /** What the call is said to have used. @default nothing */
  readonly usage?: Partial<Usage>;
  /** @default `calls` when there are calls, else `stop` */
  readonly finish?: FinishReason;
  /** Wait before anything is said. @default 0 */
  readonly delayMs?: number;
  readonly streamDelayMs?: number;
}

/** All of it must hold. A pattern is a piece of text, or a regular expression. */
export interface Expectation {
  /** In what is new since the model last spoke: the task, a message, results of its calls. */
  readonly message?: Pattern | readonly Pattern[];
  readonly system?: Pattern | readonly Pattern[];
  /** Tools that must be among those offered. */
  readonly tools?: readonly string[];
}
export type Pattern = string | RegExp;

export interface ScriptCall {
  readonly tool: string;
  /** @default {} */
  readonly arguments?: Json;
  /** Instead of arguments: what the model sent, when that is not JSON. */
  readonly malformed?: string;
}

export interface ScriptError {
  readonly class: ModelFailureClass;
  readonly message?: string;
  /** HTTP status. */
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** How many attempts fail like this. @default 1 */
  readonly attempts?: number;
  /** Streamed before it fails, like a connection that drops in mid-sentence. */
  readonly afterText?: string;
}
