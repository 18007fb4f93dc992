import { z } from "zod";
import { VERDICTS } from "../../core/evidence/judgement.ts";
import type { ChildRecord } from "../../core/journal/child-record.ts";
import { BUDGET_KINDS } from "../../core/policy/capability-policy.ts";
import type { ChildReport } from "../../core/worker/child-report.ts";
import { STATUS_NAMES, WAITING_ON } from "../../core/worker/status.ts";
import { budgetsSchema } from "../policy/capability-policy.ts";
import { workerId } from "./life.ts";
import { count, type FamilySchemas, text } from "./shape.ts";
import { cost, usage } from "./turn.ts";

const amount = z.number().nonnegative();

export const childReport = z.strictObject({
  child: workerId,
  name: text,
  cycle: count,
  seq: count,
  status: z.enum(STATUS_NAMES),
  waitingOn: z.enum(WAITING_ON).nullable(),
  reason: text.nullable(),
  heard: z.array(text),
  result: text,
  turns: count,
  calls: count,
  usage,
  cost,
  wantsMore: z.boolean(),
  short: z.array(z.enum(BUDGET_KINDS)).exactOptional(),
  spent: z.strictObject({ tokens: amount, costUsd: amount, activeMs: amount, turns: amount, calls: amount }),
  changedFiles: z.array(text),
  changedFileCount: count,
  checkpoint: z.strictObject({ commit: text, ref: text }).nullable(),
  evidence: z.strictObject({ verdict: z.enum(VERDICTS), why: text }).exactOptional(),
  artifacts: z.array(z.strictObject({ id: text, kind: text, title: text })).exactOptional(),
  commands: z.array(z.strictObject({ call: text, summary: text, exitCode: z.number() })),
}) satisfies z.ZodType<ChildReport>;

export const childSchemas = {
  "child.spawned": z.strictObject({ child: workerId, call: text, name: text, slice: budgetsSchema }),
  "child.addressed": z.strictObject({ child: workerId, input: text.exactOptional() }),
  "child.settled": z.strictObject({ report: childReport }),
  "children.closing": z.strictObject({ children: z.array(workerId) }),
} satisfies FamilySchemas<ChildRecord>;
