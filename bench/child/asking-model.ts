import type { Models } from "../../src/ports/model.ts";

const NO_USAGE = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/**
 * Asks to write the file that its task names, which takes a person's yes, and then is done. `onStep`
 * hears of each model call.
 */
export function askingModels(onStep: () => void): Models {
  return {
    resolve: async (name) => ({
      name,
      price: { input: 0, output: 0 },
      async *step({ turn, messages: [task] }) {
        onStep();
        const path = task?.role === "user" ? task.text : "";
        const call = { kind: "call", call: "", providerCall: "1", tool: "write_file" } as const;
        yield {
          type: "finished",
          step:
            turn === 1
              ? {
                  parts: [{ ...call, arguments: { path, content: "yes" } }],
                  finish: "calls",
                  usage: NO_USAGE,
                }
              : { parts: [{ kind: "text", text: "Written." }], finish: "stop", usage: NO_USAGE },
        };
      },
    }),
  };
}
