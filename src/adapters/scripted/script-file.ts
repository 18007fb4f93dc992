import { z } from "zod";
import { MODEL_FAILURE_CLASSES } from "../../core/journal/model-failure.ts";
import { FINISH_REASONS } from "../../core/journal/record.ts";
import { camelFields } from "../../wire/camel-fields.ts";
import type { Pattern, Script } from "./script.ts";

const milliseconds = z.number().int().nonnegative();
const tokens = z.number().int().nonnegative();
const usd = z.number().nonnegative();

/** A text as it stands, or `/…/flags` for a regular expression. */
const pattern = z.string().transform((text, context): Pattern => {
  const written = /^\/(.+)\/([imsu]*)$/s.exec(text);
  if (written === null) return text;
  try {
    return new RegExp(written[1] ?? "", written[2]);
  } catch (error) {
    context.addIssue({ code: "custom", message: `not a regular expression: ${String(error)}` });
    return z.NEVER;
  }
});
const patterns = z.preprocess(
  (value) => (typeof value === "string" ? [value] : value),
  z.array(pattern).min(1),
);

const expectation = z.strictObject({
  message: patterns.exactOptional(),
  system: patterns.exactOptional(),
  tools: z.array(z.string()).min(1).exactOptional(),
});

const call = z
  .strictObject({
    tool: z.string().min(1),
    arguments: z.json().exactOptional(),
    malformed: z.string().exactOptional(),
  })
  .refine((one) => one.arguments === undefined || one.malformed === undefined, {
    message: "a call has `arguments` or `malformed`, not both",
  });

const failure = z
  .strictObject({
    class: z.enum(MODEL_FAILURE_CLASSES),
    message: z.string().exactOptional(),
    status: z.number().int().min(100).max(599).exactOptional(),
    retry_after_ms: milliseconds.exactOptional(),
    attempts: z.number().int().positive().exactOptional(),
    after_text: z.string().exactOptional(),
  })
  .transform(camelFields);

const usage = z
  .strictObject({
    input_tokens: tokens.exactOptional(),
    cache_read_tokens: tokens.exactOptional(),
    cache_write_tokens: tokens.exactOptional(),
    output_tokens: tokens.exactOptional(),
    reasoning_tokens: tokens.exactOptional(),
  })
  .transform(camelFields);

const turn = z
  .strictObject({
    expect: expectation.exactOptional(),
    errors: z.array(failure).min(1).exactOptional(),
    reasoning: z.string().exactOptional(),
    text: z.string().exactOptional(),
    calls: z.array(call).min(1).exactOptional(),
    usage: usage.exactOptional(),
    finish: z.enum(FINISH_REASONS).exactOptional(),
    delay_ms: milliseconds.exactOptional(),
    stream_delay_ms: milliseconds.exactOptional(),
  })
  .refine((one) => one.text ?? one.calls ?? one.errors, {
    message: "says nothing: a turn needs `text`, `calls` or `errors`",
  })
  .transform(camelFields);

const task = z.strictObject({ when: pattern, turns: z.array(turn).min(1) });

const price = z
  .strictObject({
    input: usd,
    output: usd,
    cache_read: usd.exactOptional(),
    cache_write: usd.exactOptional(),
  })
  .transform(camelFields);

/** The file format of a script; `docs/scripted-models.md` tells it to people. */
export const scriptFile: z.ZodType<Script> = z
  .strictObject({
    price: z
      .union([z.literal("unknown"), price], {
        error: "must be `unknown` or { input, output } in dollars per million tokens",
      })
      .exactOptional(),
    stream_delay_ms: milliseconds.exactOptional(),
    context_window: tokens.min(1024).exactOptional(),
    turns: z.array(turn).min(1).exactOptional(),
    tasks: z.array(task).min(1).exactOptional(),
    summaries: z.array(turn).min(1).exactOptional(),
  })
  .refine(({ turns, tasks }) => (turns === undefined) !== (tasks === undefined), {
    message: "says nothing, or two things: a script has `turns`, or `tasks` with turns of their own",
  })
  .transform(camelFields);
