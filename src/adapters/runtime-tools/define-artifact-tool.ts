import type { ArtifactRequest } from "../../core/artifacts/artifact-request.ts";
import type { Tool } from "../../ports/toolbox.ts";
import { defineRuntimeTool, type RuntimeToolDefinition } from "./define-runtime-tool.ts";

/** A tool of artifacts: nothing of it reaches beyond the journal. */
export function defineArtifactTool<Input>(definition: RuntimeToolDefinition<Input, ArtifactRequest>): Tool {
  const meaning = (input: Input) => ({ artifact: definition.meaning(input) });
  const artifact = [definition.effectClass === "read" ? "read" : "keep"];
  return defineRuntimeTool({ ...definition, meaning }, { artifact });
}
