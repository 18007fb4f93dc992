import { z } from "zod";
import type { AuditRecord } from "../../core/journal/audit-record.ts";
import { count, type FamilySchemas, text } from "./shape.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export const auditSchemas = {
  "audit.sealed": z.strictObject({
    place: count,
    previous: digest.nullable(),
    links: z.array(z.strictObject({ seq: count, digest })).min(1),
    key: text,
    signature: text,
    handovers: z.array(z.strictObject({ from: text, to: text, signature: text })).exactOptional(),
  }),
} satisfies FamilySchemas<AuditRecord>;
