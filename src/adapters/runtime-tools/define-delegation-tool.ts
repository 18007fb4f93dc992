import type { Delegation } from "../../core/worker/delegation.ts";
import type { Tool } from "../../ports/toolbox.ts";
import { defineRuntimeTool, type RuntimeToolDefinition } from "./define-runtime-tool.ts";

/** A tool of handing work on: what the child does is gated call by call, in the child. */
export function defineDelegationTool<Input>(definition: RuntimeToolDefinition<Input, Delegation>): Tool {
  const meaning = (input: Input) => ({ delegation: definition.meaning(input) });
  return defineRuntimeTool({ ...definition, meaning }, { worker: [definition.name] });
}
