import { z } from "zod";
import type { Budgets } from "../../core/policy/capability-policy.ts";
import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { defineDelegationTool } from "./define-delegation-tool.ts";
import { DESCRIPTIONS } from "./delegation-descriptions.ts";

const text = z.string().trim().min(1);

const budget = z.strictObject({
  tokens: z.int().positive().exactOptional(),
  cost_usd: z.number().positive().exactOptional(),
  turns: z.int().positive().exactOptional(),
  calls: z.int().positive().exactOptional(),
  minutes: z.number().positive().exactOptional(),
});

const input = z.strictObject({
  task: text.describe("Everything it needs to know: what to do, where, and what to report."),
  name: text.max(60).describe("A short name to call it by.").exactOptional(),
  agent: text.describe("Name of an agent role.").exactOptional(),
  model: text.describe("provider/model. Left out: your own.").exactOptional(),
  tools: z.array(text).describe("Only these tools. Left out: yours.").exactOptional(),
  artifacts: z
    .array(text)
    .max(50)
    .describe("Ids of artifacts, yours or your workers', that it is shown with its task.")
    .exactOptional(),
  workspace: z
    .enum(["own", "none"])
    .describe("own: a copy of your files as they are now; none: no files.")
    .exactOptional(),
  side_effects: z
    .enum(SIDE_EFFECT_LEVELS)
    .describe("How far its effects may reach at most, e.g. read_only for a review.")
    .exactOptional(),
  max_turns: z.int().positive().exactOptional(),
  budget: budget.describe("What it may use up of what you have left.").exactOptional(),
});

/** Makes a child. Its level, tools, hosts and budgets lie inside what its parent may grant. */
export const spawnAgent = defineDelegationTool<z.infer<typeof input>>({
  name: "spawn_agent",
  description: DESCRIPTIONS.spawn_agent,
  input,
  effectClass: "idempotent",
  meaning: ({ side_effects, max_turns, budget: limits, ...rest }) => ({
    verb: "spawn",
    ...rest,
    ...(max_turns === undefined ? {} : { maxTurns: max_turns }),
    ...(side_effects === undefined ? {} : { policy: { sideEffects: side_effects } }),
    ...(limits === undefined ? {} : { budgets: budgetsOf(limits) }),
  }),
  summary: ({ task, name, agent }) =>
    `hand on${name === undefined ? "" : ` to ${name}`}${agent === undefined ? "" : ` (${agent})`}: ${task.slice(0, 80)}`,
});

function budgetsOf({ cost_usd, minutes, ...counts }: z.infer<typeof budget>): Partial<Budgets> {
  return {
    ...counts,
    ...(cost_usd === undefined ? {} : { costUsd: cost_usd }),
    ...(minutes === undefined ? {} : { wallMs: minutes * 60_000 }),
  };
}
