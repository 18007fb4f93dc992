import { z } from "zod";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { Tool } from "../../ports/toolbox.ts";
import { canonicalPath } from "./canonical-path.ts";
import { defineTool } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { gitOutput, runGit } from "./git-command.ts";
import { revision } from "./git-revision.ts";
import { PLAIN_DIFF, pathspec, READS_GIT } from "./git-tool.ts";
import { type Place, shownPath } from "./place.ts";

const input = z.strictObject({
  path: z.string().default(".").describe("Only commits that changed this path."),
  revision: revision.default("HEAD").describe('Where to start, or a range such as "main..HEAD".'),
  max_count: z.int().min(1).max(500).default(20),
  patch: z.boolean().default(false).describe("Show what each commit changed."),
});
type Input = z.infer<typeof input>;

export function gitLog(sandbox: Sandbox): Tool {
  return defineTool<Input>({
    name: "git_log",
    description: DESCRIPTIONS.git_log,
    input,
    annotations: READS_GIT,
    async prepare(args, place) {
      const path = await canonicalPath(place, args.path);
      const about = path === place.root ? "" : ` ${shownPath(place, path)}`;
      return {
        canonical: { ...args, path },
        paths: [{ path, access: "read" }],
        summary: `git log ${args.revision}${about}`,
      };
    },
    run: async (args, at) => gitOutput(await runGit(sandbox, argsOf(args, at.place), at), "[no commits]"),
  });
}

function argsOf(args: Input, place: Place): readonly string[] {
  return [
    "log",
    ...PLAIN_DIFF,
    `--max-count=${args.max_count}`,
    "--date=iso",
    "--format=%h %ad %an: %s",
    ...(args.patch ? ["--patch"] : []),
    "--end-of-options",
    args.revision,
    ...pathspec(place, args.path),
  ];
}
