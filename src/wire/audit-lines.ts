import { z } from "zod";
import type { AuditEntry } from "../core/audit/chain.ts";
import { parseWorkerId, type WorkerId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";

const AUDIT_FORMAT = "legate-audit";
const AUDIT_VERSION = 1;

const header = z.strictObject({
  format: z.literal(AUDIT_FORMAT),
  version: z.literal(AUDIT_VERSION),
  worker: z.custom<WorkerId>(
    (value) => typeof value === "string" && parseWorkerId(value) !== undefined,
    "not a worker id",
  ),
  name: z.string(),
});

const entry = z.strictObject({
  seq: z.int().positive(),
  at: z.string(),
  type: z.string(),
  v: z.int().positive(),
  data: z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
});

/** The audited records of one worker and their seals, in a file of JSON lines. */
export interface AuditFile {
  readonly worker: WorkerId;
  readonly name: string;
  readonly entries: readonly AuditEntry[];
}

export function printAuditFile({ worker, name, entries }: AuditFile): string {
  const first = { format: AUDIT_FORMAT, version: AUDIT_VERSION, worker, name };
  return [first, ...entries].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** The file, or what is wrong with which line; nothing for a text that is no audit file. */
export function parseAuditFile(text: string): AuditFile | { readonly problem: string } | undefined {
  const [first = "", ...lines] = text.split("\n").filter((line) => line !== "");
  const head = header.safeParse(jsonOf(first));
  if (!head.success)
    return first.includes(`"${AUDIT_FORMAT}"`)
      ? { problem: "line 1: a version or a form that this release does not read" }
      : undefined;
  const { worker, name } = head.data;
  const entries: AuditEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const read = entry.safeParse(jsonOf(line));
    if (!read.success) return { problem: `line ${index + 2}: no record of a journal` };
    entries.push(read.data);
  }
  return { worker, name, entries };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
