import { z } from "zod";
import { HANDED_ON } from "../../../core/transcript/handed-on.ts";
import { approvalPolicySchema } from "../../policy/approval-policy.ts";
import { policyRequestSchema } from "../../policy/capability-policy.ts";
import { commandFrom } from "../../worker-draft.ts";
import { limitsFields, modelSettingsFields, names, text } from "../../worker-fields.ts";
import { jsonSchema, positive } from "../shared-fields.ts";
import { withValues } from "./with-values.ts";

const transcript = z.preprocess(
  (value) => (typeof value === "string" ? { from: value } : value),
  z.strictObject({
    from: text,
    mode: z.enum(["inherit", "fork", "compact"]).exactOptional(),
    keep_last: positive.exactOptional(),
    visibility: z.enum(HANDED_ON).exactOptional(),
  }),
);

/** An agent; `policy`, `approvals`, `limits` and `model_settings` are written as in worker files. */
export const agentFields = {
  prompt: text.exactOptional(),
  agent: text.exactOptional(),
  system: text.exactOptional(),
  model: text.exactOptional(),
  model_settings: modelSettingsFields.exactOptional(),
  tools: names.exactOptional(),
  policy: policyRequestSchema.exactOptional(),
  approvals: approvalPolicySchema.exactOptional(),
  limits: limitsFields.exactOptional(),
  transcript: transcript.exactOptional(),
};

/** A list of words, or a text that is nothing but words and templates, since no shell reads it. */
const words = z.preprocess((value, context) => {
  if (typeof value !== "string") return value;
  if (commandFrom(value.replace(TEMPLATE, "x")) !== undefined) return value.match(WORD) ?? [];
  context.addIssue({
    code: "custom",
    message: "is more than words; write the command as a list, since no shell reads it",
  });
  return z.NEVER;
}, z.array(text).min(1));

const TEMPLATE = /\{\{.*?\}\}/g;
const WORD = /(?:\{\{.*?\}\}|[^\s{}])+/g;

export const commandFields = {
  run: words.exactOptional(),
  cwd: text.exactOptional(),
  exit_codes: z.array(z.int().min(0).max(255)).min(1).exactOptional(),
};

/** A command, a reviewing agent or a text that is there, and what must hold. */
export const verifyField = z.preprocess(
  (value) => (typeof value === "string" || Array.isArray(value) ? { run: value } : value),
  z.strictObject({
    ...commandFields,
    review: z
      .strictObject({ ...agentFields, prompt: text, with: withValues.exactOptional() })
      .exactOptional(),
    subject: text.exactOptional(),
    contains: z.array(text).min(1).exactOptional(),
    excludes: z.array(text).min(1).exactOptional(),
    schema: jsonSchema.exactOptional(),
    holds: text.exactOptional(),
  }),
);

/** Makes one thing of many: texts one after the other, a template, or an agent. */
export const reduceField = z.strictObject({
  items: text.exactOptional(),
  separator: z.string().exactOptional(),
  template: text.exactOptional(),
  stage: z.strictObject({ ...agentFields, prompt: text, with: withValues.exactOptional() }).exactOptional(),
});
