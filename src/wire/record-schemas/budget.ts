import { z } from "zod";
import type { AuthorityRecord, BudgetRecord } from "../../core/journal/budget-record.ts";
import { budgetsSchema } from "../policy/capability-policy.ts";
import { ceilingSchema } from "../policy/ceiling.ts";
import { workerId } from "./life.ts";
import { count, type FamilySchemas, text } from "./shape.ts";

export const budgetSchemas = {
  "budget.raised": z.strictObject({ limits: budgetsSchema.exactPartial(), by: text }),
  "child.granted": z.strictObject({ child: workerId, slice: budgetsSchema }),
  "budget.granted": z.strictObject({ slice: budgetsSchema }),
} satisfies FamilySchemas<BudgetRecord>;

export const authoritySchemas = {
  "authority.narrowed": z.strictObject({ ceiling: ceilingSchema, rev: count, by: text, reason: text }),
} satisfies FamilySchemas<AuthorityRecord>;
