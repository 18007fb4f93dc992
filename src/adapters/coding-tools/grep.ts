import { z } from "zod";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { Tool, ToolOutput } from "../../ports/toolbox.ts";
import { canonicalPath } from "./canonical-path.ts";
import { deadline } from "./deadline.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { filesBelow } from "./file-walk.ts";
import { matching } from "./glob.ts";
import { checkedGlob } from "./glob-pattern.ts";
import { grepReport } from "./grep-report.ts";
import { ignoredPaths } from "./ignored-paths.ts";
import { shownPath } from "./place.ts";
import { runReadOnly } from "./read-only-run.ts";
import { ToolProblem } from "./tool-problem.ts";
import { wellFormed } from "./well-formed.ts";

const input = z.strictObject({
  pattern: wellFormed.min(1).max(10_000).describe("Perl-compatible regular expression, for one line."),
  path: z.string().default(".").describe("File or directory to search."),
  glob: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('Only files that match, relative to path, e.g. "**/*.ts".'),
  literal: z.boolean().default(false).describe("Take pattern as plain text."),
  ignore_case: z.boolean().default(false),
  context_lines: z.int().min(0).max(20).default(0).describe("Lines to show before and after each match."),
  max_results: z.int().min(1).max(2000).default(200).describe("Matching lines to show, at most."),
});
type Input = z.infer<typeof input>;

/**
 * Searches contents. Which files is decided here, by the anchored walk; the expression, which a model
 * wrote and which could take for ever, runs in the sandbox under a timeout.
 */
export function grepFiles(sandbox: Sandbox): Tool {
  return defineTool<Input>({
    name: "grep",
    description: DESCRIPTIONS.grep,
    input,
    annotations: {
      kind: "search",
      sideEffects: "read_only",
      effectClass: "read",
      pathParameters: ["path"],
      capabilities: { workspace: ["read_text"] },
    },
    async prepare(args, place) {
      if (/[\n\0]/.test(args.pattern))
        throw new ToolProblem("grep searches line by line: no line feed or NUL in pattern.");
      if (args.glob !== undefined) checkedGlob(args.glob);
      const path = await canonicalPath(place, args.path);
      const where = path === place.root ? "" : ` in ${shownPath(place, path)}`;
      return {
        canonical: { ...args, path },
        paths: [{ path, access: "read" }],
        summary: `search ${JSON.stringify(args.pattern)}${where}`,
      };
    },
    run: (args, at) => search(sandbox, args, at),
  });
}

const ENOUGH_BYTES = 4 * 1024 * 1024;
const MOST_MS = 60_000;

async function search(sandbox: Sandbox, args: Input, at: RunPlace): Promise<ToolOutput> {
  const { path, glob } = args;
  const walked = await filesBelow(at.place, path, {
    skipped: await ignoredPaths(sandbox, at),
    signal: deadline(at.run),
  });
  const files = glob === undefined ? walked.files : matching(at.place, { path, pattern: glob }, walked.files);
  if (files.length === 0)
    return { status: "ok", text: "[no files to search]", data: { matches: 0, files: 0 } };
  const outcome = await runReadOnly(
    sandbox,
    { argv: argvOf(args), stdin: Buffer.from(files.join("\0")), stopAfterBytes: ENOUGH_BYTES },
    { ...at, run: { ...at.run, timeoutMs: Math.min(at.run.timeoutMs, MOST_MS) } },
  );
  return grepReport(outcome, { maxResults: args.max_results, files: files.length, more: walked.more });
}

/** File names come on standard input, so neither their number nor their look matters. */
function argvOf({ pattern, literal, ignore_case, context_lines }: Input): readonly string[] {
  return [
    ...["xargs", "--null", "--no-run-if-empty", "grep"],
    ...["--line-number", "--with-filename", "--null", "--color=never", "--no-messages"],
    "--binary-files=without-match",
    literal ? "--fixed-strings" : "--perl-regexp",
    ...(ignore_case ? ["--ignore-case"] : []),
    ...(context_lines > 0 ? [`--context=${context_lines}`] : []), // 0 would print separators
    `--regexp=${pattern}`,
    "--",
  ];
}
