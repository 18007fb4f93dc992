import type { z } from "zod";
import type { ToolAnnotations } from "../../core/policy/tool-annotations.ts";
import type { PreparedCall, Tool } from "../../ports/toolbox.ts";
import { argumentsSchema, explainedArguments, plainJson } from "../../wire/tool-arguments.ts";

export interface RuntimeToolDefinition<Input, Meaning> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly effectClass: "read" | "idempotent";
  readonly meaning: (input: Input) => Meaning;
  /** One line for people. */
  readonly summary: (input: Input) => string;
}

/** A tool whose calls the runtime carries out itself, by what they mean; nothing of it touches the world here. */
export function defineRuntimeTool<Input>(
  definition: RuntimeToolDefinition<Input, Pick<PreparedCall, "delegation" | "artifact">>,
  capabilities: ToolAnnotations["capabilities"],
): Tool {
  const { name, description, input, effectClass, meaning, summary } = definition;
  const annotations: ToolAnnotations = {
    kind: "other",
    sideEffects: "none",
    effectClass,
    pathParameters: [],
    capabilities,
  };
  return {
    description: { name, description, inputSchema: argumentsSchema(input) },
    annotations,
    async prepare(args) {
      const parsed = input.safeParse(args, { reportInput: true });
      if (!parsed.success) return { ok: false, problem: explainedArguments(name, input, parsed.error) };
      const facts = { tool: name, annotations, arguments: plainJson(parsed.data), paths: [] };
      return { ok: true, facts, summary: summary(parsed.data), ...meaning(parsed.data) };
    },
    async run() {
      throw new Error(`${name} is carried out by the runtime`);
    },
  };
}
