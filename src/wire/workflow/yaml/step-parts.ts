import { z } from "zod";
import { BRANCHES } from "../../../core/workflow/branch.ts";
import { text } from "../../worker-fields.ts";
import { named } from "../named.ts";
import { count, jsonSchema, positive } from "../shared-fields.ts";
import { duration } from "./duration.ts";

const branch = z.preprocess(
  (value) => (typeof value === "boolean" ? String(value) : value),
  z.enum(BRANCHES),
);

/** `[a, b]`, or the outcome that is waited for by step: `{ a: failure, b: always }`. */
export const needsField = z.preprocess(
  (value) => (typeof value === "string" ? [value] : value),
  z.union([z.array(text), named(branch)], {
    error: `must be a list of steps, or steps with an outcome each: ${BRANCHES.join(", ")}`,
  }),
);

export const joinField = z.union([z.enum(["all", "any"]), z.strictObject({ at_least: positive })], {
  error: "must be all, any, or { at_least: NUMBER }",
});

/** A number of tries, or how they are made. */
export const retryField = z.preprocess(
  (value) => (typeof value === "number" ? { max_attempts: value } : value),
  z.strictObject({
    max_attempts: positive.max(100),
    backoff: duration.default(1_000),
    multiplier: z.number().min(1).max(100).default(2),
  }),
);

export const contextField = z
  .strictObject({
    steps: z.array(text),
    max_artifacts: count,
    max_tokens: count,
    reserve_tokens: count,
    include_kinds: z.array(text),
    exclude_kinds: z.array(text),
    prioritize_kinds: z.array(text),
    pinned: z.array(text),
    prefer_fresh: z.boolean(),
    prefer_recent: z.boolean(),
  })
  .exactPartial();

export const contractFields = {
  output: jsonSchema.exactOptional(),
  output_kind: text.exactOptional(),
  repair_turns: count.max(10).exactOptional(),
  inputs: z
    .strictObject({ kinds: z.array(text), min: count, max: count })
    .exactPartial()
    .exactOptional(),
  requires_transcript: z.boolean().exactOptional(),
};
