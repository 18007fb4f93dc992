import { isJsonObject, type Json } from "../../src/core/json.ts";
import type { Tool, Toolbox } from "../../src/ports/toolbox.ts";
import { toolboxOf } from "../../src/ports/toolbox-of.ts";

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
  return toolboxOf([...toolbox.list(), command]);
}

function wordsIn(args: Json): string {
  const argv = isJsonObject(args) ? args["argv"] : undefined;
  return Array.isArray(argv) ? argv.map(String).join("-") : "";
}
