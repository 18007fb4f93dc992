import { z } from "zod";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { Tool, ToolOutput } from "../../ports/toolbox.ts";
import { FULL_BYTES, TEXT_BYTES, withinBytes } from "./bounded-text.ts";
import { deadline } from "./deadline.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { filesBelow } from "./file-walk.ts";
import { checkedGlob, globStart } from "./glob-pattern.ts";
import { ignoredPaths } from "./ignored-paths.ts";
import { type Place, shownPath } from "./place.ts";
import { withPictures } from "./visible-text.ts";

const input = z.strictObject({
  pattern: z.string().min(1).max(1000).describe('E.g. "src/**/*.ts".'),
  path: z.string().default(".").describe("Directory the pattern is relative to."),
});
type Input = z.infer<typeof input>;

/** Finds files by name. Walks in this process; only what git ignores is asked of git, sandboxed. */
export function globFiles(sandbox: Sandbox): Tool {
  return defineTool<Input>({
    name: "glob",
    description: DESCRIPTIONS.glob,
    input,
    annotations: {
      kind: "search",
      sideEffects: "read_only",
      effectClass: "read",
      pathParameters: ["path"],
      capabilities: { workspace: ["list"] },
    },
    async prepare(args, place) {
      const canonical = await globStart(place, args.path, args.pattern);
      const { path, pattern } = canonical;
      return {
        canonical,
        paths: [{ path, access: "read" }],
        summary: path === place.root ? `find ${pattern}` : `find ${pattern} in ${shownPath(place, path)}`,
      };
    },
    run: (args, at) => find(sandbox, args, at),
  });
}

const SHOWN = 1000;

async function find(sandbox: Sandbox, args: Input, at: RunPlace): Promise<ToolOutput> {
  const { place } = at;
  const walked = await filesBelow(place, args.path, {
    skipped: await ignoredPaths(sandbox, at),
    signal: deadline(at.run),
  });
  const files = matching(place, args, walked.files);
  const names = files.slice(0, SHOWN).map((file) => withPictures(file).replaceAll("\n", "␊"));
  const shown = withinBytes(names, TEXT_BYTES);
  const left = files.length - shown.length;
  const lines = [
    ...(files.length === 0 ? ["[no files match]"] : shown),
    ...(left > 0 ? [`[the first ${shown.length} of ${files.length} files; use a narrower pattern]`] : []),
    ...(walked.more ? ["[the tree is too big to look at all of it; give a narrower path]"] : []),
  ];
  return {
    status: "ok",
    text: lines.join("\n"),
    ...(left > 0 ? { full: Buffer.from(withinBytes(files, FULL_BYTES).join("\n")) } : {}),
    data: { files: files.length },
  };
}

/** Those whose path below the start matches, sorted. */
export function matching(
  place: Place,
  start: { path: string; pattern: string },
  files: readonly string[],
): readonly string[] {
  const matches = checkedGlob(start.pattern);
  const prefix = start.path === place.root ? 0 : shownPath(place, start.path).length + 1;
  return files.filter((file) => file.length < prefix || matches(file.slice(prefix))).sort(); // shorter: the start itself
}
