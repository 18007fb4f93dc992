import { z } from "zod";
import { HANDED_ON } from "../../core/transcript/handed-on.ts";
import type { AgentWork } from "../../core/workflow/agent-work.ts";
import type { CommandWork } from "../../core/workflow/command-work.ts";
import type { Expectations } from "../../core/workflow/expectations.ts";
import { approvalPolicySchema } from "../policy/approval-policy.ts";
import { policyRequestSchema } from "../policy/capability-policy.ts";
import { limitsFields, modelSettingsFields, names, text } from "../worker-fields.ts";
import { jsonSchema, positive, withField } from "./shared-fields.ts";

const transcript = z.strictObject({
  from: text,
  mode: z.enum(["inherit", "fork", "compact"]).exactOptional(),
  keepLast: positive.exactOptional(),
  visibility: z.enum(HANDED_ON).exactOptional(),
});

/** What an agent is asked to do, and within what. */
export const agentWork = {
  prompt: text,
  agent: text.exactOptional(),
  system: text.exactOptional(),
  model: text.exactOptional(),
  modelSettings: modelSettingsFields.exactOptional(),
  tools: names.exactOptional(),
  policy: policyRequestSchema.exactOptional(),
  approvals: approvalPolicySchema.exactOptional(),
  limits: limitsFields.exactOptional(),
  transcript: transcript.exactOptional(),
  with: withField.exactOptional(),
};

export const agentWorkSchema = z.strictObject(agentWork) satisfies z.ZodType<AgentWork>;

export const commandWork = {
  argv: z.array(text).min(1),
  cwd: text.exactOptional(),
  exitCodes: z.array(z.int().min(0).max(255)).min(1).exactOptional(),
  with: withField.exactOptional(),
};

export const commandWorkSchema = z.strictObject(commandWork) satisfies z.ZodType<CommandWork>;

export const expectations = z.strictObject({
  contains: z.array(text).min(1).exactOptional(),
  excludes: z.array(text).min(1).exactOptional(),
  schema: jsonSchema.exactOptional(),
  holds: text.exactOptional(),
}) satisfies z.ZodType<Expectations>;
