import { z } from "zod";
import { parseWorkerId, type WorkerId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { parseWith } from "./policy/parsed.ts";

/** What the first line of an export calls itself. */
export const EXPORT_FORMAT = "legate-export";
export const EXPORT_VERSION = 1;

const text = z.string();
const count = z.int().nonnegative();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "not a SHA-256 digest");

const workerId = z.custom<WorkerId>(
  (value) => typeof value === "string" && parseWorkerId(value) !== undefined,
  "not a worker id",
);

const header = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  worker: workerId,
  name: text,
  seq: count,
  exportedAt: z.iso.datetime(),
  children: z.array(workerId),
  /** Which Legate wrote it. */
  by: text,
});

export type ExportHeader = z.infer<typeof header>;

const files = z.strictObject({
  base: text,
  baseTree: text,
  baseName: text,
  snapshots: z.array(z.strictObject({ name: text, commit: text })),
  head: z.strictObject({ commit: text, tree: text }).exactOptional(),
  remainder: text.exactOptional(),
});

const record = z.strictObject({
  seq: count,
  at: z.iso.datetime(),
  type: text,
  v: z.int().positive(),
  data: z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
});

const line = z.union([
  z.strictObject({ files }),
  z.strictObject({ pack: z.enum(["base", "work"]), bytes: count }),
  z.strictObject({ blob: digest, bytes: count }),
  z.strictObject({ record }),
  z.strictObject({ end: count }),
]);

/** One line of the body; `pack` and `blob` are followed by so many bytes, `end` says how many records came. */
export type ExportLine = z.infer<typeof line>;

export type ReadHeader =
  | { readonly is: "ours"; readonly header: ExportHeader }
  | { readonly is: "too-new"; readonly version: number }
  | { readonly is: "malformed"; readonly why: string }
  | { readonly is: "foreign" };

/** What the first line of a file says, without throwing. */
export function readExportHeader(source: string): ReadHeader {
  const value = jsonOf(source);
  const claimed = z.looseObject({ format: z.literal(EXPORT_FORMAT), version: count }).safeParse(value);
  if (!claimed.success) return { is: "foreign" };
  if (claimed.data.version > EXPORT_VERSION) return { is: "too-new", version: claimed.data.version };
  const parsed = parseWith(header, value);
  if (parsed.ok) return { is: "ours", header: parsed.value };
  return { is: "malformed", why: parsed.problems.map(({ message }) => message).join("; ") };
}

/** One line of the body, or nothing when it is not one. */
export function readExportLine(source: string): ExportLine | undefined {
  const parsed = line.safeParse(jsonOf(source));
  return parsed.success ? parsed.data : undefined;
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
