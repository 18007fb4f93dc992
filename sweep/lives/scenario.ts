import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import type { SpawnInput } from "../../src/core/worker/spawn-input.ts";
import { approvals } from "./scenarios/approvals.ts";
import { checkout } from "./scenarios/checkout.ts";
import { effects } from "./scenarios/effects.ts";
import { family } from "./scenarios/family.ts";
import { once } from "./scenarios/once.ts";
import { workflow } from "./scenarios/workflow.ts";

/**
 * A piece of work that is lived through again and again, with a death somewhere in it. Add one as a
 * file in `scenarios` and a row in the table below; nothing else knows them by name.
 */
export interface Scenario {
  /** Each is born with its key as idempotency key, name and model. */
  readonly workers: Readonly<Record<string, PlannedLife>>;
  /** What the operator, in another process, says to every question. @default nothing is asked */
  readonly answer?: "approve" | "deny";
  /** `git`: real checkouts in the sandbox; `small`: checkpoints without files behind them. */
  readonly workspaces: "small" | "git";
  /** What the workers say that these make. @default they make none */
  readonly models?: Readonly<Record<string, readonly ScriptTurn[]>>;
}

export interface PlannedLife {
  readonly script: readonly ScriptTurn[];
  readonly input: Omit<SpawnInput, "idempotencyKey" | "name" | "model">;
  /** What it must come to, whoever dies on the way. */
  readonly result: string;
}

export const SCENARIOS = { once, effects, approvals, family, checkout, workflow } as const satisfies Readonly<
  Record<string, Scenario>
>;
export type ScenarioName = keyof typeof SCENARIOS;

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
