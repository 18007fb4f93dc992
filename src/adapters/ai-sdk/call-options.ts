import { z } from "zod";
import type { ModelRequest, ToolDescription } from "../../ports/model.ts";
import type { Endpoint } from "./endpoint.ts";
import type { CallOptions, FunctionTool } from "./language-model.ts";
import { promptOf } from "./prompt.ts";

/** One request in the form that every provider package takes. */
export function callOptions(request: ModelRequest, endpoint: Endpoint): CallOptions {
  const { temperature, maxOutputTokens } = request.settings;
  const responses = endpoint.speaks === "openai-responses";
  return {
    prompt: promptOf(request, { cacheMarks: endpoint.speaks === "anthropic" }),
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(functionTool) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    // Nothing of a worker stays at the provider; reasoning travels encrypted in the transcript instead.
    ...(responses ? { providerOptions: { openai: { store: false } } } : {}),
  };
}

function functionTool(tool: ToolDescription): FunctionTool {
  return {
    type: "function",
    name: tool.name,
    description: tool.description,
    inputSchema: jsonSchema.parse(tool.inputSchema),
  };
}

const jsonSchema = z.custom<FunctionTool["inputSchema"]>(
  (value) => typeof value === "object" && value !== null,
);
