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
import { ToolProblem } from "./tool-problem.ts";

const input = z.strictObject({
  path: z.string().default(".").describe("Only changes at or below this path."),
  staged: z.boolean().default(false).describe("What is staged, against HEAD (or from)."),
  from: revision.optional().describe("Commit to compare with."),
  to: revision.optional().describe("Second commit; needs from."),
  stat: z.boolean().default(false).describe("A summary per file instead of the patch."),
});
type Input = z.infer<typeof input>;

export function gitDiff(sandbox: Sandbox): Tool {
  return defineTool<Input>({
    name: "git_diff",
    description: DESCRIPTIONS.git_diff,
    input,
    annotations: READS_GIT,
    async prepare(args, place) {
      if (args.to !== undefined && args.from === undefined) throw new ToolProblem("git_diff: to needs from.");
      if (args.to !== undefined && args.staged)
        throw new ToolProblem("git_diff: give staged or to, not both.");
      const path = await canonicalPath(place, args.path);
      const what = [...(args.staged ? ["--cached"] : []), args.from, args.to, shownPath(place, path)];
      return {
        canonical: { ...args, path },
        paths: [{ path, access: "read" }],
        summary: `git diff ${what.filter((part) => part !== undefined && part !== ".").join(" ")}`.trimEnd(),
      };
    },
    run: async (args, at) => gitOutput(await runGit(sandbox, argsOf(args, at.place), at), "[no differences]"),
  });
}

function argsOf({ path, staged, from, to, stat }: Input, place: Place): readonly string[] {
  const revisions = [from, to].filter((commit) => commit !== undefined);
  return [
    "diff",
    ...PLAIN_DIFF,
    ...(stat ? ["--stat=120"] : []),
    ...(staged ? ["--cached"] : []),
    "--end-of-options",
    ...revisions,
    ...pathspec(place, path),
  ];
}
