import { z } from "zod";
import type { ContextPolicy } from "../../core/artifacts/context-policy.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Attempts } from "../../core/workflow/attempts.ts";
import type { NodeContext } from "../../core/workflow/context.ts";
import type { Contract } from "../../core/workflow/contract.ts";
import { JOIN_STRATEGIES, type JoinPolicy } from "../../core/workflow/join-policy.ts";
import { contextPolicy } from "../context-policy.ts";
import { metadataField, text } from "../worker-fields.ts";
import { named } from "./named.ts";

export const count = z.int().nonnegative();
export const positive = z.int().positive();

/** At most what a timer of Node can hold, 24 days. */
export const milliseconds = positive.max(2 ** 31 - 1);

/** A JSON Schema as data; which keywords count is said where graphs are validated. */
export const jsonSchema = z.record(z.string(), z.json()).transform((value): JsonObject => value);

/** Names to expressions. */
export const withField = named(text);

const join: z.ZodType<JoinPolicy> = z.strictObject({
  strategy: z.enum(JOIN_STRATEGIES),
  atLeast: positive.exactOptional(),
  unsatisfied: z.enum(["failure", "skipped"]).exactOptional(),
});

/** What a node of every kind may have. */
export const anyNode = {
  title: text.exactOptional(),
  when: text.exactOptional(),
  join: join.exactOptional(),
  metadata: metadataField.exactOptional(),
};

export const joinRequired = { ...anyNode, join };

const retry = z.strictObject({
  maxAttempts: positive.max(100),
  backoffMs: count.max(2 ** 31 - 1),
  multiplier: z.number().min(1).max(100),
}) satisfies z.ZodType<NonNullable<Attempts["retry"]>>;

export const attempts = { retry: retry.exactOptional(), timeoutMs: milliseconds.exactOptional() };

const context = contextPolicy.extend({
  nodes: z.array(text).exactOptional(),
}) satisfies z.ZodType<NodeContext & ContextPolicy>;

export const contextual = { context: context.exactOptional() };

const inputContract = z.strictObject({
  kinds: z.array(text).exactOptional(),
  min: count.exactOptional(),
  max: count.exactOptional(),
});

const outputContract = z.strictObject({
  kind: text.exactOptional(),
  schema: jsonSchema.exactOptional(),
  repairTurns: count.max(10).exactOptional(),
});

export const contract = z.strictObject({
  inputs: inputContract.exactOptional(),
  requiresTranscript: z.boolean().exactOptional(),
  output: outputContract.exactOptional(),
}) satisfies z.ZodType<Contract>;
