import { z } from "zod";
import type { Message } from "../../core/transcript/message.ts";
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
