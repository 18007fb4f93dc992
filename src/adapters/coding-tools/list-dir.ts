import { lstat } from "node:fs/promises";
import { z } from "zod";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { walk } from "./anchored-path.ts";
import { TEXT_BYTES, withinBytes } from "./bounded-text.ts";
import { canonicalPath } from "./canonical-path.ts";
import { deadline } from "./deadline.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { type Entry, entriesOf } from "./directory-entries.ts";
import { type Step, selfPath } from "./path-step.ts";
import { shownPath } from "./place.ts";
import { ToolProblem } from "./tool-problem.ts";
import { withPictures } from "./visible-text.ts";

const input = z.strictObject({
  path: z.string().default(".").describe("Directory, relative to the workspace root or absolute inside it."),
});
type Input = z.infer<typeof input>;

/** One directory, sorted, with kinds and sizes. */
export const listDir = defineTool<Input>({
  name: "list_dir",
  description: DESCRIPTIONS.list_dir,
  input,
  annotations: {
    kind: "read",
    sideEffects: "read_only",
    effectClass: "read",
    pathParameters: ["path"],
    capabilities: { workspace: ["list"] },
  },
  async prepare(args, place) {
    const path = await canonicalPath(place, args.path);
    return {
      canonical: { path },
      paths: [{ path, access: "read" }],
      summary: `list ${shownPath(place, path)}`,
    };
  },
  run: list,
});

const SHOWN = 1000;
const NAMES_READ = 100_000;

async function list(args: Input, { place, run }: RunPlace): Promise<ToolOutput> {
  await using reached = await walk(place, args.path, "refuse");
  const shown = shownPath(place, args.path);
  if (!reached.exists) throw new ToolProblem(`${shown} does not exist.`);
  if (!reached.step.stats.isDirectory()) throw new ToolProblem(`${shown} is not a directory; use read_file.`);
  const { entries, more } = await entriesOf(place, reached.step, {
    limit: NAMES_READ,
    signal: deadline(run),
  });
  const data = { entries: entries.length };
  if (entries.length === 0) return { status: "ok", text: "[the directory is empty]", data };
  const lines = await Promise.all(entries.slice(0, SHOWN).map((entry) => line(reached.step, entry)));
  const fitting = withinBytes(lines, TEXT_BYTES);
  const count = more ? `more than ${entries.length}` : `${entries.length}`;
  const marker = `[the first ${fitting.length} of ${count} entries; use glob to find others]`;
  return {
    status: "ok",
    text: [...fitting, ...(fitting.length < entries.length ? [marker] : [])].join("\n"),
    data,
  };
}

async function line(directory: Step, { name, kind }: Entry): Promise<string> {
  const shown = withPictures(name).replaceAll("\n", "␊");
  if (kind === "directory") return `${shown}/`;
  if (kind === "link") return `${shown}@`;
  if (kind !== "file") return `${shown}  [${kind}]`;
  const stats = await lstat(`${selfPath(directory)}/${name}`).catch(() => undefined);
  return stats === undefined ? `${shown}  [unreadable]` : `${shown}  ${stats.size}`;
}
