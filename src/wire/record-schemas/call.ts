import { z } from "zod";
import type { CallRecord, ExactCall } from "../../core/journal/call-record.ts";
import type { NetworkRecord } from "../../core/journal/network-decision.ts";
import { OWNED_AS, type RuleOwner } from "../../core/policy/rule-owner.ts";
import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { EFFECT_CLASSES } from "../../core/policy/tool-annotations.ts";
import { approvalRuleSchema } from "../policy/approval-policy.ts";
import { workerId } from "./life.ts";
import { count, type FamilySchemas, jsonObject, text } from "./shape.ts";

const exactCall = z.strictObject({
  arguments: jsonObject,
  digest: text,
  level: z.enum(SIDE_EFFECT_LEVELS),
  effectClass: z.enum(EFFECT_CLASSES),
  summary: text,
}) satisfies z.ZodType<ExactCall>;

const ruleOwner = z.strictObject({
  by: text,
  byName: text.exactOptional(),
  worker: workerId,
  name: text,
  as: z.enum(OWNED_AS),
  reason: text.exactOptional(),
}) satisfies z.ZodType<RuleOwner>;

export const callSchemas = {
  "call.decided": z.strictObject({
    call: text,
    decision: z.enum(["allow", "ask", "deny"]),
    rule: text,
    owner: ruleOwner.exactOptional(),
    reason: text.exactOptional(),
    refusal: z
      .enum(["permission_denied", "invalid_arguments", "unknown_tool", "repeated_call"])
      .exactOptional(),
    exact: exactCall.exactOptional(),
  }),
  "approval.asked": z.strictObject({
    approval: text,
    call: text,
    digest: text,
    question: text,
    unknown: z.literal(true).exactOptional(),
    escalations: z.array(z.strictObject({ at: text, to: z.array(text) })).exactOptional(),
  }),
  "approval.escalated": z.strictObject({ approval: text, call: text, to: z.array(text) }),
  "approval.answered": z.strictObject({
    approval: text,
    call: text,
    digest: text,
    answer: z.enum(["approve", "deny"]),
    by: text,
    surface: text,
    reason: text.exactOptional(),
    always: z.array(approvalRuleSchema).exactOptional(),
  }),
  "call.intended": z.strictObject({ call: text, epoch: count, digest: text }),
  "call.finished": z.strictObject({
    call: text,
    status: z.enum(["ok", "error", "timed-out", "aborted"]),
    text,
    full: z.strictObject({ digest: text, bytes: count }).exactOptional(),
    data: jsonObject.exactOptional(),
    outputDigest: text,
    durationMs: z.number().nonnegative(),
  }),
  "network.decided": z.strictObject({
    call: text,
    decisions: z.array(
      z.strictObject({ target: text, decision: z.enum(["allow", "deny"]), rule: text, times: count }),
    ),
    leftOut: count,
  }),
  "call.awaiting": z.strictObject({
    call: text,
    children: z.array(workerId),
    needed: count,
    until: text.exactOptional(),
  }),
  "call.not_done": z.strictObject({ call: text, reason: text }),
  "call.outcome_unknown": z.strictObject({ call: text, reason: text }),
} satisfies FamilySchemas<CallRecord | NetworkRecord>;
