import { dirname } from "node:path";
import type { Sandbox, SandboxOutcome } from "../../ports/sandbox.ts";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { decoded, headAndTail, headOnly, TEXT_BYTES } from "./bounded-text.ts";
import type { RunPlace } from "./define-tool.ts";
import { isRepository } from "./git-repository.ts";
import { runReadOnly } from "./read-only-run.ts";
import { ToolProblem } from "./tool-problem.ts";
import { withoutEscapes, withPictures } from "./visible-text.ts";

/**
 * Runs git on the workspace: sandboxed and read-only, since the worker may have written the
 * repository's configuration, and with what that could start turned off as far as options can. Throws a `ToolProblem` when the
 * workspace is no repository.
 */
export async function runGit(
  sandbox: Sandbox,
  args: readonly string[],
  at: RunPlace,
): Promise<SandboxOutcome> {
  if (!(await isRepository(at.place))) throw new ToolProblem(NO_REPOSITORY);
  const argv = ["git", "--no-pager", ...SETTINGS.flatMap((setting) => ["-c", setting]), ...args];
  const env = { ...ENVIRONMENT, GIT_CEILING_DIRECTORIES: dirname(at.place.root) };
  return await runReadOnly(sandbox, { argv, env }, at);
}

/** What git printed, bounded, or the problem it reported. `empty` is said when it printed nothing. */
export function gitOutput(outcome: SandboxOutcome, empty: string): ToolOutput {
  if (outcome.ending === "timed-out")
    return { status: "timed-out", text: "git took too long and was stopped." };
  if (outcome.ending === "aborted") return { status: "aborted", text: "Stopped." };
  if (outcome.exitCode !== 0) throw new ToolProblem(complaint(outcome));
  const { text, cut } = headAndTail(withPictures(decoded(outcome.stdout.bytes)), TEXT_BYTES);
  return {
    status: "ok",
    text: text === "" ? empty : text.replace(/\n+$/, ""),
    ...(cut ? { full: outcome.stdout.bytes } : {}),
  };
}

function complaint(outcome: SandboxOutcome): string {
  const said = withoutEscapes(decoded(outcome.stderr.bytes)).trim();
  if (/not a git repository/i.test(said)) return NO_REPOSITORY;
  return `git failed with exit code ${outcome.exitCode}: ${headOnly(said, COMPLAINT_BYTES).text}`;
}

const COMPLAINT_BYTES = 1000;
const NO_REPOSITORY = "The workspace is not a git repository.";

const SETTINGS: readonly string[] = [
  "safe.directory=*",
  "safe.bareRepository=explicit",
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.attributesFile=/dev/null",
  "core.quotePath=false",
  "diff.ignoreSubmodules=all",
  "submodule.recurse=false",
  "status.submoduleSummary=false",
  "log.showSignature=false",
  "gc.auto=0",
  "maintenance.auto=false",
];

const ENVIRONMENT: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_LITERAL_PATHSPECS: "1",
  GIT_ALLOW_PROTOCOL: "file",
};
