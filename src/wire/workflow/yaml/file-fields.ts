import { z } from "zod";
import type { InputDeclaration } from "../../../core/workflow/input-declaration.ts";
import { approvalPolicySchema } from "../../policy/approval-policy.ts";
import { policyRequestSchema } from "../../policy/capability-policy.ts";
import { metadataField, text } from "../../worker-fields.ts";
import { named } from "../named.ts";
import { positive } from "../shared-fields.ts";
import { budget } from "./budget-field.ts";
import { stepFields } from "./step-fields.ts";
import { withValues } from "./with-values.ts";

/** `issue: string`, or a JSON Schema with `default` and `description` in it. */
const input = z.preprocess(
  (value) => (typeof value === "string" ? { type: value } : value),
  z.record(z.string(), z.json(), { error: "must be a type, or a JSON Schema" }).transform(
    ({ default: value, description, ...schema }): InputDeclaration => ({
      ...(Object.keys(schema).length === 0 ? {} : { schema }),
      ...(value === undefined ? {} : { default: value }),
      ...(typeof description === "string" ? { description } : {}),
    }),
  ),
);

/** A workflow as people write it. */
export const fileFields = z.strictObject({
  version: z
    .number()
    .refine((version) => version === 1, { message: "this release reads version 1" })
    .exactOptional(),
  format: z.literal("legate").exactOptional(),
  name: text.exactOptional(),
  description: text.exactOptional(),
  inputs: named(input).default({}),
  outputs: withValues.default({}),
  steps: named(stepFields),
  model: text.exactOptional(),
  policy: policyRequestSchema.exactOptional(),
  approvals: approvalPolicySchema.exactOptional(),
  budget: budget.exactOptional(),
  max_steps: positive.max(1_000_000).exactOptional(),
  max_parallel: positive.max(1_000).exactOptional(),
  metadata: metadataField.exactOptional(),
});

export type WorkflowFile = z.infer<typeof fileFields>;
