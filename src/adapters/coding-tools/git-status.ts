import { z } from "zod";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { Tool } from "../../ports/toolbox.ts";
import { defineTool } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { gitOutput, runGit } from "./git-command.ts";
import { READS_GIT } from "./git-tool.ts";

const input = z.strictObject({});

export function gitStatus(sandbox: Sandbox): Tool {
  return defineTool<z.infer<typeof input>>({
    name: "git_status",
    description: DESCRIPTIONS.git_status,
    input,
    annotations: { ...READS_GIT, pathParameters: [] },
    prepare: async (args, place) => ({
      canonical: args,
      paths: [{ path: place.root, access: "read" }],
      summary: "git status",
    }),
    run: async (_, at) =>
      gitOutput(await runGit(sandbox, ["status", "--porcelain=v1", "--branch"], at), "[nothing to report]"),
  });
}
