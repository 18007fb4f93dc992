import { resolve } from "node:path";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { counted } from "../render/quantities.ts";
import { shortId } from "../render/short-id.ts";

export const artifactsExport: Command = {
  name: "artifacts export",
  summary: "Write the artifacts of a worker into a folder, with a manifest",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    to: {
      type: "string",
      value: "DIR",
      about: "a folder that is not there yet, or is empty (default: its id and `-artifacts`, here)",
    },
    kind: { type: "string", value: "KIND", about: "only these, e.g. plan, worker_result" },
    tree: { type: "boolean", about: "those of everything below it, too" },
  },
  examples: [
    {
      command: "legate artifacts export port-it --to port-it-artifacts",
      about: "a file for each, and manifest.json",
    },
  ],
  run: exportArtifacts,
};

async function exportArtifacts({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { writeArtifacts } = await import("../../adapters/files/artifacts/write-artifacts.ts");
  const [reference = ""] = flags.positionals;
  const kind = flags.text("kind");
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const { id, name } = await opened.legate.get(reference);
  const directory = resolve(context.cwd, flags.text("to") ?? `${id}-artifacts`);
  const found = await opened.legate.artifacts(id, {
    tree: flags.has("tree"),
    ...(kind === undefined ? {} : { kind }),
  });
  const exportedAt = new Date().toISOString();
  const manifest = await writeArtifacts(directory, { worker: id, exportedAt }, found);
  if (output.json) output.resultJson({ directory, ...manifest });
  else {
    const what = counted(manifest.artifacts.length, "artifact");
    output.result([`${oneLine(name)} (${shortId(id)}): ${what} in ${oneLine(directory)}`]);
  }
  return EXIT.ok;
}
