import { APPROVAL_FIELDS, HARN_APPROVAL_FIELDS } from "./rules-file.ts";
import { readYamlDocument } from "./yaml-document.ts";

/** Files in which authority is written. */
export const CHECKABLE_KINDS = ["policy", "worker", "agent", "config", "repository-config", "rules"] as const;
export type CheckableKind = (typeof CHECKABLE_KINDS)[number];

/** What only a worker file holds, ours or Harn's. */
const OF_WORKERS = ["task", "name", "model", "system", "agent", "workspace", "node", "execution", "carry"];
const OF_RULES = ["permissions", ...APPROVAL_FIELDS, ...HARN_APPROVAL_FIELDS];

/** The kind that a file is by its name, else by the fields it has; a policy when nothing else shows. */
export function kindOfFile(path: string, source: string): CheckableKind {
  if (path.endsWith(".md")) return "agent";
  if (/(?:^|\/)config\.ya?ml$/.test(path)) return path.includes("/.legate/") ? "repository-config" : "config";
  const read = readYamlDocument(source);
  const value = read.ok ? read.value.value : undefined;
  if (Array.isArray(value)) return "rules";
  const fields = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (fields.some((field) => OF_WORKERS.includes(field))) return "worker";
  return fields.some((field) => OF_RULES.includes(field)) ? "rules" : "policy";
}
