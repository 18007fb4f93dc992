import type { Expression, Template } from "./expression.ts";

/**
 * A command, run in the workspace through the gateway (policy, approval, sandbox, intent, outcome) as any
 * call of an agent. No shell reads it: each word is rendered by itself and stays one argument.
 */
export interface CommandWork {
  readonly argv: readonly Template[];
  /** Relative to the root of the workspace. @default the root */
  readonly cwd?: string;
  /** Exit codes that are no failure. @default [0] */
  readonly exitCodes?: readonly number[];
  /** Values computed once when it begins, recorded, and read as `with.<name>` in its words. */
  readonly with?: Readonly<Record<string, Expression>>;
}
