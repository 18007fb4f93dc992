import { z } from "zod";
import type { ForeignPast, ImportRecord } from "../../core/journal/import-record.ts";
import { ceilingSchema } from "../policy/ceiling.ts";
import { message } from "./message.ts";
import { workspaceSpec } from "./request.ts";
import { text } from "./shape.ts";

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
