import { isJsonObject } from "../core/json.ts";
import type { SideEffectLevel } from "../core/policy/side-effect-level.ts";
import type { EffectClass } from "../core/policy/tool-annotations.ts";
import type { Tool, Toolbox, ToolRun } from "../ports/toolbox.ts";
import { toolboxOf } from "../ports/toolbox-of.ts";

/** What really happened outside, whatever journals say: one entry for each time a tool ran. */
export interface LedgerEntry {
  readonly tool: string;
  readonly text: string;
  readonly key: string;
}

export interface LedgerTool {
  readonly name: string;
  readonly sideEffects: SideEffectLevel;
  readonly effectClass: EffectClass;
  /** Held up here before it answers; lets a test stop the world in the middle of an effect. */
  readonly during?: (run: ToolRun) => Promise<void>;
}

/** Anything that takes entries; a list will do. */
export interface Ledger {
  push(entry: LedgerEntry): unknown;
}

/** Tools that take `{ text }`, write it into a ledger that survives every crash, and answer with it. */
export function createLedgerToolbox(ledger: Ledger, tools: readonly LedgerTool[]): Toolbox {
  const made = tools.map((tool) => ledgerTool(ledger, tool));
  return toolboxOf(made);
}

function ledgerTool(ledger: Ledger, { name, sideEffects, effectClass, during }: LedgerTool): Tool {
  const annotations = {
    kind: "other",
    sideEffects,
    effectClass,
    pathParameters: [],
    capabilities: {},
  } as const;
  return {
    description: {
      name,
      description: `Writes into the ledger (${effectClass}).`,
      inputSchema: { type: "object" },
    },
    annotations,
    async prepare(args) {
      const text = isJsonObject(args) ? args["text"] : undefined;
      if (typeof text !== "string") return { ok: false, problem: "text: a string is needed" };
      return {
        ok: true,
        facts: { tool: name, annotations, arguments: { text }, paths: [] },
        summary: `${name} ${text}`,
      };
    },
    async run({ facts }, _scope, run) {
      const text = String(facts.arguments["text"]);
      ledger.push({ tool: name, text, key: run.idempotencyKey });
      await during?.(run);
      if (run.signal.aborted) return { status: "aborted", text: "cut short" };
      return { status: "ok", text: `${name} did ${text}` };
    },
  };
}
