import { z } from "zod";
import type { Json } from "../core/json.ts";
import { type Command, SEND_MODES } from "../core/worker/command.ts";
import { approvalPolicySchema } from "./policy/approval-policy.ts";
import { budgetsSchema, policySchema } from "./policy/capability-policy.ts";
import { parseWith } from "./policy/parsed.ts";
import { childReport } from "./record-schemas/child.ts";
import { landingRequest } from "./record-schemas/landing.ts";
import { workerId } from "./record-schemas/life.ts";
import { carryPolicy } from "./record-schemas/request.ts";
import { count, text } from "./record-schemas/shape.ts";

const by = text;
const reason = text;
const answer = { approval: text, by, surface: text };

const command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("approve"), ...answer, always: z.array(text).exactOptional() }),
  z.strictObject({ type: z.literal("deny"), ...answer, reason: reason.exactOptional() }),
  z.strictObject({
    type: z.literal("give-up"),
    visit: text.exactOptional(),
    by,
    reason: reason.exactOptional(),
  }),
  z.strictObject({
    type: z.literal("send"),
    by,
    text,
    mode: z.enum(SEND_MODES).exactOptional(),
    carry: carryPolicy.exactOptional(),
    visit: text.exactOptional(),
  }),
  z.strictObject({ type: z.literal("close"), by, reason }),
  z.strictObject({ type: z.literal("interrupt"), by, reason }),
  z.strictObject({ type: z.literal("interrupt-turn"), by, reason }),
  z.strictObject({
    type: z.literal("resume"),
    by,
    budgets: budgetsSchema.exactPartial().exactOptional(),
  }),
  z.strictObject({
    type: z.literal("narrow"),
    by,
    policy: policySchema,
    approvals: z.array(approvalPolicySchema).exactOptional(),
    reason,
  }),
  z.strictObject({ type: z.literal("release"), by }),
  z.strictObject({ type: z.literal("land"), by, request: landingRequest }),
  z.strictObject({ type: z.literal("drop"), by, reason }),
  z.strictObject({ type: z.literal("child-settled"), by, report: childReport }),
  z.strictObject({
    type: z.literal("budget-grant"),
    by,
    from: workerId,
    slice: budgetsSchema,
    report: count,
  }),
  z.strictObject({ type: z.literal("seal"), by }),
  z.strictObject({ type: z.literal("retake-authority"), by }),
]) satisfies z.ZodType<Command>;

/** A command as it lies in an inbox, or nothing when it is none that this release knows. */
export function parseCommand(body: Json): Command | undefined {
  const read = command.safeParse(body);
  return read.success ? read.data : undefined;
}

/** What is wrong with what is no command, by the fields that are: `carry.transcript: unknown value …`. */
export function commandProblem(body: Json): string | undefined {
  const parsed = parseWith(command, body);
  if (parsed.ok) return undefined;
  return parsed.problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
