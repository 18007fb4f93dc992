import { z } from "zod";
import { INPUT_MODES, type InputRecord } from "../../core/journal/input-record.ts";
import { carryPolicy } from "./request.ts";
import { type FamilySchemas, text } from "./shape.ts";

export const inputSchemas = {
  "input.received": z.strictObject({
    input: text,
    mode: z.enum(INPUT_MODES),
    text,
    by: text,
    carry: carryPolicy.exactOptional(),
    visit: text.exactOptional(),
  }),
  "input.delivered": z.strictObject({ inputs: z.array(text) }),
} satisfies FamilySchemas<InputRecord>;
