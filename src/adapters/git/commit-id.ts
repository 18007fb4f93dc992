import { createHash } from "node:crypto";
import { objectFormatOf } from "../../core/workspace/object-format.ts";
import { AUTHOR } from "./git-layout.ts";

/**
 * The id of the commit that `git commit-tree` makes of these in our name. With it what a sandboxed git says
 * it has made is compared, without asking a git of ours to read it.
 *
 * @param of.at when, as an ISO date; git keeps whole seconds.
 */
export function commitId(of: {
  readonly tree: string;
  readonly parent: string;
  readonly message: string;
  readonly at: string;
}): string {
  const by = `${AUTHOR.name} <${AUTHOR.email}> ${Math.floor(Date.parse(of.at) / 1000)} +0000`;
  const content = Buffer.from(
    `tree ${of.tree}\nparent ${of.parent}\nauthor ${by}\ncommitter ${by}\n\n${of.message}\n`,
  );
  const hash = createHash(objectFormatOf(of.tree));
  return hash.update(`commit ${content.length}\0`).update(content).digest("hex");
}
