import { z } from "zod";
import { MAP_STRATEGIES } from "../../core/workflow/map-node.ts";
import type { WorkflowNode } from "../../core/workflow/node.ts";
import { NODE_KINDS } from "../../core/workflow/node-kind.ts";
import { approversSchema } from "../policy/approvers.ts";
import { budgetsField, text } from "../worker-fields.ts";
import {
  anyNode,
  attempts,
  contextual,
  contract,
  joinRequired,
  milliseconds,
  positive,
  withField,
} from "./shared-fields.ts";
import { agentWork, agentWorkSchema, commandWork, commandWorkSchema, expectations } from "./work-fields.ts";

const outputOnly = contract.pick({ output: true });

const stage = { kind: z.literal("stage"), ...agentWork, ...attempts, contract: contract.exactOptional() };

const subagent = {
  kind: z.literal("subagent"),
  ...agentWork,
  ...attempts,
  contract: contract.exactOptional(),
  name: text.exactOptional(),
  workspace: z.enum(["shared", "own", "none"]).exactOptional(),
  takeIn: z.literal(true).exactOptional(),
  budgets: budgetsField.exactOptional(),
};

const command = {
  kind: z.literal("command"),
  ...commandWork,
  ...attempts,
  contract: outputOnly.exactOptional(),
};

const verify = {
  kind: z.literal("verify"),
  ...attempts,
  command: commandWorkSchema.exactOptional(),
  review: agentWorkSchema.exactOptional(),
  subject: text.exactOptional(),
  expect: expectations.exactOptional(),
  contract: contract.exactOptional(),
};

const workflow = {
  kind: z.literal("workflow"),
  ...attempts,
  workflow: text,
  with: withField.exactOptional(),
};

/** What a map does for one item: the same work, without a place in the graph. */
const mapWork = z.discriminatedUnion("kind", [
  z.strictObject(stage),
  z.strictObject(subagent),
  z.strictObject(command),
  z.strictObject(verify),
  z.strictObject(workflow),
]);

const map = {
  ...anyNode,
  ...contextual,
  kind: z.literal("map"),
  items: text.exactOptional(),
  do: mapWork,
  maxItems: positive.exactOptional(),
  surplus: z.enum(["fail", "drop"]).exactOptional(),
  maxConcurrency: positive.exactOptional(),
  strategy: z.enum(MAP_STRATEGIES).exactOptional(),
  atLeast: positive.exactOptional(),
  contract: contract.pick({ inputs: true, output: true }).exactOptional(),
  timeoutMs: milliseconds.exactOptional(),
};

const reduce = {
  ...anyNode,
  ...contextual,
  ...attempts,
  kind: z.literal("reduce"),
  items: text.exactOptional(),
  concat: z.strictObject({ separator: z.string().exactOptional() }).exactOptional(),
  template: text.exactOptional(),
  stage: agentWorkSchema.exactOptional(),
  contract: contract.exactOptional(),
};

const approval = {
  ...anyNode,
  ...contextual,
  kind: z.literal("approval"),
  question: text,
  approvers: approversSchema.exactOptional(),
  timeoutMs: milliseconds.exactOptional(),
};

const escalation = {
  ...anyNode,
  ...contextual,
  kind: z.literal("escalation"),
  reason: text,
  level: text.exactOptional(),
  queue: text.exactOptional(),
  timeoutMs: milliseconds.exactOptional(),
};

const wait = {
  ...anyNode,
  kind: z.literal("wait"),
  forMs: positive.exactOptional(),
  until: text.exactOptional(),
};

/** One node: its kind says which fields it may have, and every other one is a problem. */
export const nodeSchema = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ ...anyNode, ...contextual, ...stage }),
    z.strictObject({ ...anyNode, ...contextual, ...subagent }),
    z.strictObject({ ...anyNode, ...command }),
    z.strictObject({ ...anyNode, ...contextual, ...verify }),
    z.strictObject({ ...anyNode, ...workflow }),
    z.strictObject(map),
    z.strictObject(reduce),
    z.strictObject({ ...anyNode, ...contextual, kind: z.literal("condition"), if: text }),
    z.strictObject({ ...anyNode, kind: z.literal("fork") }),
    z.strictObject({ ...joinRequired, kind: z.literal("join") }),
    z.strictObject(approval),
    z.strictObject(escalation),
    z.strictObject(wait),
  ],
  { error: `needs \`kind\`: one of ${NODE_KINDS.join(", ")}` },
) satisfies z.ZodType<WorkflowNode>;
