import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { scriptedModel } from "../../src/adapters/scripted/scripted-model.ts";
import type { ModelRequest, Models } from "../../src/ports/model.ts";

/** Models by name whose n-th turn depends on what they are shown, such as an id that nobody could know before. */
export function functionModels(
  turns: Readonly<Record<string, readonly ((request: ModelRequest) => ScriptTurn)[]>>,
): Models {
  return {
    resolve: async (name) => ({
      name,
      price: { input: 0, output: 0 },
      step(request, options) {
        const said = turns[name]?.[request.turn - 1]?.(request);
        const script = said === undefined ? [] : Array.from({ length: request.turn }, () => said);
        return scriptedModel(name, { turns: script }).step(request, options);
      },
    }),
  };
}

/** All that a model is shown, as one text. */
export function shownTo({ messages }: ModelRequest): string {
  return JSON.stringify(messages);
}
