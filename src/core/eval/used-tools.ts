import type { StoredRecord } from "../journal/record.ts";
import { callIdOf } from "../worker/node-call.ts";

/** Tools of which a call was begun. */
export function startedTools(records: readonly StoredRecord[]): ReadonlySet<string> {
  return toolsOf(records, (record) => record.type === "call.intended");
}

/** Tools of which a call came to its end without an error. */
export function succeededTools(records: readonly StoredRecord[]): ReadonlySet<string> {
  return toolsOf(records, (record) => record.type === "call.finished" && record.status === "ok");
}

type Which = (record: StoredRecord["record"]) => boolean;

/** Calls are named by the answer that asked for them, or by the step of a workflow that is one; a copy goes on counting after the run it was copied from. */
function toolsOf(records: readonly StoredRecord[], which: Which): ReadonlySet<string> {
  const names = new Map<string, string>();
  const tools = new Set<string>();
  for (const { record } of records) {
    if (record.type === "turn.completed") {
      for (const part of record.parts) if (part.kind === "call") names.set(part.call, part.tool);
    }
    if (record.type === "node.started" && record.does !== undefined && "tool" in record.does)
      names.set(callIdOf(record.visit, record.attempt), record.does.tool);
    const tool = "call" in record && which(record) ? names.get(record.call) : undefined;
    if (tool !== undefined) tools.add(tool);
  }
  return tools;
}
