import { bodyOf } from "../../core/artifacts/artifact.ts";
import type { KeptArtifact } from "../../core/artifacts/kept-artifact.ts";
import { ancestryOf, lineageOf } from "../../core/artifacts/lineage.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { cameFrom } from "../render/artifact-list.ts";
import { oneLine, plainText } from "../render/plain-text.ts";
import { fields } from "../render/run-summary.ts";

export const artifactsShow: Command = {
  name: "artifacts show",
  summary: "Show one artifact: where it came from, and all that it says",
  usage: "WORKER ARTIFACT [options]",
  arguments: { least: 2, most: 2 },
  options: {},
  examples: [
    { command: "legate artifacts show port-it t4.1", about: "by its id, or an end of it that no other has" },
    { command: "legate artifacts show port-it t4.1 --json", about: "everything that is recorded of it" },
  ],
  run: showArtifact,
};

async function showArtifact({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = "", named = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const all = await opened.legate.artifacts(worker, { tree: true });
  const artifact = artifactNamed(all, named, worker);
  const ancestry = ancestryOf(lineageOf(all), artifact.id);
  if (output.json) {
    output.resultJson({ ...artifact, ancestry });
    return EXIT.ok;
  }
  const from: [string, string][] =
    ancestry.length === 0 ? [] : [["made from", ancestry.map((id) => oneLine(id, 80)).join(", ")]];
  const known: [string, string][] = [
    ["artifact", oneLine(artifact.id, 120)],
    ["kind", oneLine(artifact.kind, 60)],
    ["title", oneLine(artifact.title, 200)],
    ["came from", cameFrom(artifact)],
    ["at", artifact.createdAt],
    ...from,
  ];
  const text = bodyOf(artifact);
  output.result([...fields(known, output.style), ""]);
  output.raw(context.stdout.isTTY ? plainText(text) : text);
  if (text !== "" && !text.endsWith("\n")) output.raw("\n");
  return EXIT.ok;
}

/** By its id; else by an end of it, such as the call that made it, when only one ends so. */
function artifactNamed(all: readonly KeptArtifact[], name: string, worker: string): KeptArtifact {
  const exact = all.find(({ id }) => id === name);
  if (exact !== undefined) return exact;
  const ids = new Set(all.flatMap(({ id }) => (id.endsWith(name) ? [id] : [])));
  const [only] = ids;
  const found = ids.size === 1 ? all.find(({ id }) => id === only) : undefined;
  if (found !== undefined) return found;
  const problem = ids.size === 0 ? `${worker} has no artifact ${name}` : `several artifacts end in ${name}`;
  throw badInput(`${problem}; these are there: legate artifacts ${worker} --tree`);
}
