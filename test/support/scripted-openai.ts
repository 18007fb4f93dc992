import { z } from "zod";
import { createScriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import { ModelError, type ModelRequest, type ModelStep } from "../../src/ports/model.ts";
import { startFakeOpenAi } from "../../src/testing/fake-openai.ts";
import type { ModelReply } from "../../src/testing/model-reply.ts";
import type { ModelServer, RecordedRequest } from "../../src/testing/model-server.ts";

/**
 * A provider on loopback that speaks OpenAI's chat completions and says what a script wrote down, going by nothing
 * but what a request shows. What the script does not expect is refused.
 */
export async function startScriptedOpenAi(script: string, key: string): Promise<ModelServer> {
  const model = await createScriptedModels().resolve(`scripted:${script}`);
  const answer = async (request: RecordedRequest): Promise<ModelReply> => {
    const { signal } = new AbortController();
    try {
      for await (const part of model.step(shownIn(request.body), { signal })) {
        if (part.type === "finished") return replyOf(part.step);
      }
      throw new Error(`${script} said nothing`);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return { status: 400, body: { error: { message: error.message, type: "invalid_request_error" } } };
    }
  };
  return startFakeOpenAi(answer, { key });
}

const chat = z.object({
  messages: z.array(
    z
      .object({ role: z.string(), content: z.union([z.string(), z.null()]).default("") })
      .transform(({ role, content }) => ({
        role,
        text: content ?? "",
      })),
  ),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

function shownIn(body: unknown): ModelRequest {
  const { messages, tools } = chat.parse(body);
  const isSystem = ({ role }: { readonly role: string }) => role === "system" || role === "developer";
  return {
    system: messages
      .filter(isSystem)
      .map(({ text }) => text)
      .join("\n"),
    messages: messages.filter((one) => !isSystem(one)).map(messageOf),
    tools: tools.map(({ function: { name } }) => ({ name, description: "", inputSchema: {} })),
    settings: {},
    turn: messages.filter(({ role }) => role === "assistant").length + 1,
    attempt: 1,
  };
}

function messageOf({ role, text }: { readonly role: string; readonly text: string }): Message {
  if (role === "user") return { role, text };
  if (role === "assistant") return { role, parts: [{ kind: "text", text }] };
  return { role: "tool", results: [{ call: "", providerCall: "", tool: "", text, isError: false }] };
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
