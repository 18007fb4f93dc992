import { z } from "zod";
import { MAP_STRATEGIES } from "../../../core/workflow/map-node.ts";
import { NODE_KINDS } from "../../../core/workflow/node-kind.ts";
import { approversSchema } from "../../policy/approvers.ts";
import { metadataField, text } from "../../worker-fields.ts";
import { positive } from "../shared-fields.ts";
import { budget } from "./budget-field.ts";
import { duration } from "./duration.ts";
import { contextField, contractFields, joinField, needsField, retryField } from "./step-parts.ts";
import { agentFields, commandFields, reduceField, verifyField } from "./step-work.ts";
import { withValues } from "./with-values.ts";

/** Everything that a step may say; what a step of one kind may say is narrower (`step-kind.ts`). */
export const stepFields = z.strictObject({
  kind: z.enum(NODE_KINDS).exactOptional(),
  title: text.exactOptional(),
  needs: needsField.exactOptional(),
  join: joinField.exactOptional(),
  if: text.exactOptional(),
  goto: text.exactOptional(),
  max_visits: positive.max(10_000).exactOptional(),
  metadata: metadataField.exactOptional(),
  ...agentFields,
  isolation: z.enum(["worktree", "shared", "none"]).exactOptional(),
  take_in: z.literal(true).exactOptional(),
  budget: budget.exactOptional(),
  ...commandFields,
  verify: verifyField.exactOptional(),
  reduce: reduceField.exactOptional(),
  uses: text.exactOptional(),
  with: withValues.exactOptional(),
  ask: text.exactOptional(),
  approvers: approversSchema.exactOptional(),
  escalate: text.exactOptional(),
  level: text.exactOptional(),
  queue: text.exactOptional(),
  wait: duration.exactOptional(),
  wait_until: text.exactOptional(),
  for_each: text.exactOptional(),
  max_items: positive.exactOptional(),
  surplus: z.enum(["fail", "drop"]).exactOptional(),
  max_parallel: positive.exactOptional(),
  strategy: z.enum(MAP_STRATEGIES).exactOptional(),
  at_least: positive.exactOptional(),
  context: contextField.exactOptional(),
  ...contractFields,
  retry: retryField.exactOptional(),
  timeout: duration.exactOptional(),
});

export type Step = z.infer<typeof stepFields>;
export type StepField = keyof Step;
