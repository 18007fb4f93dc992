import type { LedgerTool } from "../../src/testing/ledger-toolbox.ts";

/** The tool `send` must happen once, and says that it may happen again. */
export function repeatableSend(tools: readonly LedgerTool[]): readonly LedgerTool[] {
  return tools.map((tool) => (tool.name === "send" ? { ...tool, effectClass: "idempotent" } : tool));
}
