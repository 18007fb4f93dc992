import type { z } from "zod";
import type { ArtifactRequest } from "../../core/artifacts/artifact-request.ts";
import type { ToolAnnotations } from "../../core/policy/tool-annotations.ts";
import type { Tool } from "../../ports/toolbox.ts";
import { argumentsSchema, explainedArguments, plainJson } from "../../wire/tool-arguments.ts";

export interface ArtifactToolDefinition<Input> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly effectClass: "read" | "idempotent";
  readonly meaning: (input: Input) => ArtifactRequest;
  /** One line for people. */
  readonly summary: (input: Input) => string;
}

/** A tool whose calls the runtime carries out itself: nothing of it reaches beyond the journal. */
export function defineArtifactTool<Input>(definition: ArtifactToolDefinition<Input>): Tool {
  const { name, description, input, effectClass, meaning, summary } = definition;
  const annotations: ToolAnnotations = {
    kind: "other",
    sideEffects: "none",
    effectClass,
    pathParameters: [],
    capabilities: { artifact: [effectClass === "read" ? "read" : "keep"] },
  };
  return {
    description: { name, description, inputSchema: argumentsSchema(input) },
    annotations,
    async prepare(args) {
      const parsed = input.safeParse(args, { reportInput: true });
      if (!parsed.success) return { ok: false, problem: explainedArguments(name, input, parsed.error) };
      const facts = { tool: name, annotations, arguments: plainJson(parsed.data), paths: [] };
      return { ok: true, facts, summary: summary(parsed.data), artifact: meaning(parsed.data) };
    },
    async run() {
      throw new Error(`${name} is carried out by the runtime`);
    },
  };
}
