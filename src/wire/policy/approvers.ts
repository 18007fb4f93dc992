import { z } from "zod";
import type { Approvers } from "../../core/policy/approvers.ts";

const name = z.string().trim().min(1);
const names = z.array(name).min(1);

/** `{ needed, from, escalation: { afterMs, to } }`: one of anybody, where nothing else is said. */
export const approversSchema: z.ZodType<Approvers> = z
  .strictObject({
    needed: z.int().positive().default(1),
    from: z.union([z.literal("any"), names], { error: 'must be "any" or a list of names' }).default("any"),
    escalation: z.strictObject({ afterMs: z.int().positive(), to: names }).exactOptional(),
  })
  .superRefine(({ needed, from, escalation }, context) => {
    if (from === "any") return;
    const there = new Set([...from, ...(escalation?.to ?? [])]).size;
    if (needed <= there) return;
    const message = `${needed} people must say yes, and only ${there} may answer`;
    context.addIssue({ code: "custom", path: ["needed"], message });
  });
