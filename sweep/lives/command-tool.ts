import { isJsonObject, type Json } from "../../src/core/json.ts";
import type { Tool, Toolbox } from "../../src/ports/toolbox.ts";

/** Commands of workflows, told to the ledger as another once-only tool: each succeeds and prints its words. */
export function withCommands(toolbox: Toolbox): Toolbox {
  const inner = toolbox.get("send");
  if (inner === undefined) throw new Error("a life has a tool called send");
  const command: Tool = {
    ...inner,
    description: { ...inner.description, name: "run_command" },
    prepare: (args, scope) => inner.prepare({ text: wordsIn(args) }, scope),
    async run(call, scope, run) {
      const output = await inner.run(call, scope, run);
      if (output.status !== "ok") return output;
      const printed = String(call.facts.arguments["text"]);
      const text = `exit code 0\n--- stdout\n${printed}`;
      return { ...output, text, data: { exitCode: 0, ending: "exited" } };
    },
  };
  const tools = [...toolbox.list(), command];
  return { list: () => tools, get: (name) => tools.find(({ description }) => description.name === name) };
}

function wordsIn(args: Json): string {
  const argv = isJsonObject(args) ? args["argv"] : undefined;
  return Array.isArray(argv) ? argv.map(String).join("-") : "";
}
