import type { z } from "zod";
import type { ToolAnnotations } from "../../core/policy/tool-annotations.ts";
import type { Delegation } from "../../core/worker/delegation.ts";
import type { Tool } from "../../ports/toolbox.ts";
import { argumentsSchema, explainedArguments, plainJson } from "../../wire/tool-arguments.ts";

export interface DelegationToolDefinition<Input> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly effectClass: "read" | "idempotent";
  readonly meaning: (input: Input) => Delegation;
  /** One line for people. */
  readonly summary: (input: Input) => string;
}

/** A tool whose calls the runtime carries out itself: what the child does is gated call by call, in the child. */
export function defineDelegationTool<Input>(definition: DelegationToolDefinition<Input>): Tool {
  const { name, description, input, effectClass } = definition;
  const annotations: ToolAnnotations = {
    kind: "other",
    sideEffects: "none",
    effectClass,
    pathParameters: [],
    capabilities: { worker: [name] },
  };
  return {
    description: { name, description, inputSchema: argumentsSchema(input) },
    annotations,
    async prepare(args) {
      const parsed = input.safeParse(args, { reportInput: true });
      if (!parsed.success) return { ok: false, problem: explainedArguments(name, input, parsed.error) };
      return {
        ok: true,
        facts: { tool: name, annotations, arguments: plainJson(parsed.data), paths: [] },
        summary: definition.summary(parsed.data),
        delegation: definition.meaning(parsed.data),
      };
    },
    async run() {
      throw new Error(`${name} is carried out by the runtime`);
    },
  };
}
