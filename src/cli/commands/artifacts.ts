import { lineageOf } from "../../core/artifacts/lineage.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderArtifactList } from "../render/artifact-list.ts";
import { lineageMermaid } from "../render/lineage-mermaid.ts";
import { lineageText } from "../render/lineage-text.ts";

export const artifacts: Command = {
  name: "artifacts",
  summary: "List the artifacts of a worker, and what was made from what",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    kind: { type: "string", value: "KIND", about: "only these, e.g. plan, worker_result" },
    tree: { type: "boolean", about: "those of everything below it, too" },
    graph: {
      type: "string",
      value: "FORM",
      bare: "text",
      choices: ["text", "mermaid"],
      about: "what was made from what, its workers' artifacts included",
    },
  },
  examples: [
    { command: "legate artifacts port-it", about: "its own, its results, what its children handed back" },
    { command: "legate artifacts port-it --graph", about: "from which others each was made" },
    { command: "legate artifacts port-it --graph mermaid", about: "the same as a flowchart" },
  ],
  run: listArtifacts,
};

async function listArtifacts({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = ""] = flags.positionals;
  const kind = flags.text("kind");
  const graph = flags.text("graph");
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const found = await opened.legate.artifacts(worker, {
    tree: flags.has("tree") || graph !== undefined,
    ...(kind === undefined ? {} : { kind }),
  });
  if (output.json) output.resultJson(graph === undefined ? found : lineageOf(found));
  else if (graph === "mermaid") output.result(lineageMermaid(lineageOf(found)));
  else if (graph !== undefined) output.result(lineageText(lineageOf(found), output.style));
  else output.result(renderArtifactList(found, output.style));
  return EXIT.ok;
}
