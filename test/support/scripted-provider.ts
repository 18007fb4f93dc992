import { createScriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { ModelError, type ModelStep } from "../../src/ports/model.ts";
import type { ModelReply } from "../../src/testing/model-reply.ts";
import type { ModelServer, RecordedRequest, Replies } from "../../src/testing/model-server.ts";
import type { ShownRequest } from "./shown-request.ts";

export interface Wire {
  readonly start: (replies: Replies, options: { readonly key: string }) => Promise<ModelServer>;
  /** What a request of this wire shows of what was asked. */
  readonly shown: (body: unknown) => ShownRequest;
}

/**
 * A provider on loopback that speaks a real wire format and says what a script wrote down, going by nothing but what
 * a request shows. What the script does not expect is refused.
 */
export async function startScriptedProvider(wire: Wire, script: string, key: string): Promise<ModelServer> {
  const model = await createScriptedModels().resolve(`scripted:${script}`);
  const answer = async ({ body }: RecordedRequest): Promise<ModelReply> => {
    const { system, messages, tools } = wire.shown(body);
    const turn = messages.filter(({ role }) => role === "assistant").length + 1;
    const described = tools.map((name) => ({ name, description: "", inputSchema: {} }));
    const request = { system, messages, tools: described, settings: {}, turn, attempt: 1 };
    try {
      const parts = model.step(request, { signal: new AbortController().signal });
      for await (const part of parts) if (part.type === "finished") return replyOf(part.step);
      throw new Error(`${script} said nothing`);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return { status: 400, body: { error: { message: error.message, type: "invalid_request_error" } } };
    }
  };
  return wire.start(answer, { key });
}

function replyOf({ parts, usage }: ModelStep): ModelReply {
  const text = parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("");
  const calls = parts.flatMap((part) => (part.kind === "call" ? [part] : []));
  return {
    ...(text === "" ? {} : { text }),
    calls: calls.map(({ providerCall, tool, arguments: given }) => ({
      id: providerCall,
      name: tool,
      arguments: JSON.stringify(given),
    })),
    usage: {
      input: usage.inputTokens - usage.cacheReadTokens,
      cacheRead: usage.cacheReadTokens,
      output: usage.outputTokens,
    },
  };
}
