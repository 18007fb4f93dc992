import type { Sandbox } from "../../ports/sandbox.ts";
import { decoded } from "./bounded-text.ts";
import type { RunPlace } from "./define-tool.ts";
import { runGit } from "./git-command.ts";
import { isRepository } from "./git-repository.ts";

/**
 * What git ignores in the workspace, as paths relative to its root; a wholly ignored directory is
 * one entry. Empty when git cannot tell, e.g. because this is no repository.
 */
export async function ignoredPaths(sandbox: Sandbox, at: RunPlace): Promise<ReadonlySet<string>> {
  if (!(await isRepository(at.place))) return new Set();
  const args = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"];
  const outcome = await runGit(sandbox, args, at);
  if (outcome.ending !== "exited" || outcome.exitCode !== 0 || outcome.stdout.cutAt !== undefined)
    return new Set();
  const paths = decoded(outcome.stdout.bytes).split("\0");
  return new Set(paths.filter((path) => path !== "").map((path) => path.replace(/\/$/, "")));
}
