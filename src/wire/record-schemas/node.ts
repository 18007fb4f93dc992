import { z } from "zod";
import type { NodeCall, NodeRecord, NodeSpent } from "../../core/journal/node-record.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { OUTCOMES } from "../../core/workflow/branch.ts";
import { workerId } from "./life.ts";
import { count, type FamilySchemas, json, jsonObject, text } from "./shape.ts";
import { continuation } from "./transcript.ts";
import { cost, usage } from "./turn.ts";
import { checkpoint } from "./workspace.ts";

const spent = z.strictObject({
  usage,
  cost,
  durationMs: z.number().nonnegative(),
}) satisfies z.ZodType<NodeSpent>;

const toolCall = z.strictObject({ tool: text, arguments: jsonObject });
const askedQuestion = z.strictObject({ question: text, digest: text });

/** Not a union: one that is absent would be complained about at length, for every node, and nobody would hear it. */
const does = z.custom<NodeCall>(
  (value) =>
    isJsonObject(value as Json) &&
    (toolCall.safeParse(value).success || askedQuestion.safeParse(value).success),
  { error: "must be a call of a tool or a question" },
);

const reserved = z.strictObject({ tokens: z.number(), costUsd: z.number() }).exactOptional();

export const nodeSchemas = {
  "node.started": z.strictObject({
    visit: text,
    node: text,
    attempt: count,
    key: text,
    with: jsonObject.exactOptional(),
    prompt: text.exactOptional(),
    system: text.exactOptional(),
    continues: continuation.exactOptional(),
    artifacts: z.array(text).exactOptional(),
    child: workerId.exactOptional(),
    does: does.exactOptional(),
    items: z.array(json).exactOptional(),
    dropped: count.exactOptional(),
    until: text.exactOptional(),
    reserved,
  }),
  "node.repairing": z.strictObject({
    visit: text,
    text,
    problem: text,
    spent: spent.exactOptional(),
    reserved,
  }),
  "node.retrying": z.strictObject({
    visit: text,
    attempt: count,
    code: text,
    reason: text,
    retryAt: text,
    spent: spent.exactOptional(),
    lostMs: count.exactOptional(),
  }),
  "node.settled": z.strictObject({
    visit: text,
    node: text,
    outcome: z.enum(OUTCOMES),
    key: text,
    output: json.exactOptional(),
    text: text.exactOptional(),
    code: text.exactOptional(),
    reason: text.exactOptional(),
    spent: spent.exactOptional(),
    takenIn: z.array(text).exactOptional(),
    reused: z
      .strictObject({ worker: workerId, seq: count, kept: checkpoint.exactOptional() })
      .exactOptional(),
  }),
  "workflow.finished": z.strictObject({
    outputs: jsonObject.exactOptional(),
    problem: text.exactOptional(),
  }),
} satisfies FamilySchemas<NodeRecord>;
