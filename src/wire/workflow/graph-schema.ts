import { z } from "zod";
import { BRANCHES } from "../../core/workflow/branch.ts";
import type { Edge } from "../../core/workflow/edge.ts";
import { GRAPH_VERSION, type WorkflowGraph } from "../../core/workflow/graph.ts";
import type { InputDeclaration } from "../../core/workflow/input-declaration.ts";
import { approvalPolicySchema } from "../policy/approval-policy.ts";
import { policyRequestSchema } from "../policy/capability-policy.ts";
import { type Parsed, parseWith } from "../policy/parsed.ts";
import { budgetsField, metadataField, text } from "../worker-fields.ts";
import { named } from "./named.ts";
import { nodeSchema } from "./node-schema.ts";
import { jsonSchema, positive, withField } from "./shared-fields.ts";

/**
 * A workflow as JSON. Strict: unknown fields, kinds and values are problems, all of them at once. Whether
 * the graph makes sense is another question (`core/workflow/validate`).
 */
export function parseWorkflowGraph(value: unknown): Parsed<WorkflowGraph> {
  return parseWith(graphSchema, value);
}

const input = z.strictObject({
  description: text.exactOptional(),
  schema: jsonSchema.exactOptional(),
  default: z.json().exactOptional(),
}) satisfies z.ZodType<InputDeclaration>;

const edge = z.strictObject({
  from: text,
  to: text,
  on: z.enum(BRANCHES).exactOptional(),
  maxVisits: positive.max(10_000).exactOptional(),
  label: text.exactOptional(),
}) satisfies z.ZodType<Edge>;

/** The schema that is published; `docs/workflow.schema.json` is made from it. */
export const graphSchema: z.ZodType<WorkflowGraph> = z.strictObject({
  version: z.literal(GRAPH_VERSION),
  name: text,
  description: text.exactOptional(),
  inputs: named(input).default({}),
  outputs: withField.default({}),
  start: z.array(text).min(1),
  nodes: named(nodeSchema),
  edges: z.array(edge).default([]),
  get workflows() {
    return named(graphSchema).exactOptional();
  },
  model: text.exactOptional(),
  policy: policyRequestSchema.exactOptional(),
  approvals: approvalPolicySchema.exactOptional(),
  budgets: budgetsField.exactOptional(),
  maxSteps: positive.max(1_000_000).exactOptional(),
  maxConcurrency: positive.max(1_000).exactOptional(),
  metadata: metadataField.exactOptional(),
});
