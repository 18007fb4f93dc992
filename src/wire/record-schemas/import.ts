import { z } from "zod";
import type { ForeignPast, ImportRecord } from "../../core/journal/import-record.ts";
import type { Message } from "../../core/transcript/message.ts";
import { ceilingSchema } from "../policy/ceiling.ts";
import { workspaceSpec } from "./request.ts";
import { text } from "./shape.ts";
import { assistantPart } from "./turn.ts";

const toolResult = z.strictObject({
  call: text,
  providerCall: text,
  tool: text,
  text,
  isError: z.boolean(),
});

export const message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("user"), text }),
  z.strictObject({ role: z.literal("assistant"), parts: z.array(assistantPart) }),
  z.strictObject({ role: z.literal("tool"), results: z.array(toolResult) }),
]) satisfies z.ZodType<Message>;

const outcome = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("completed"), result: text }),
  z.strictObject({ status: z.enum(["failed", "cancelled", "interrupted"]), reason: text }),
]);

const past = z.strictObject({
  tasks: z.array(text).min(1),
  messages: z.array(message),
  outcome,
  startedAt: text.exactOptional(),
  finishedAt: text.exactOptional(),
}) satisfies z.ZodType<ForeignPast>;

const now = z.strictObject({
  ceiling: ceilingSchema,
  tools: z.array(text),
  model: text,
  workspace: workspaceSpec,
});

export const importRecord = z.strictObject({
  digest: text,
  by: text,
  from: z.discriminatedUnion("format", [
    z.strictObject({
      format: z.literal("legate"),
      exportedAt: text,
      sealedBy: z.array(text).exactOptional(),
      now,
    }),
    z.strictObject({ format: z.literal("harn"), worker: text, past }),
    z.strictObject({ format: z.literal("transcript"), worker: text, transcript: text, past }),
  ]),
}) satisfies z.ZodType<Omit<ImportRecord, "type">>;
