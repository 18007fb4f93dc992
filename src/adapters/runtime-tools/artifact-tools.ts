import { z } from "zod";
import type { Toolbox } from "../../ports/toolbox.ts";
import { toolboxOf } from "../../ports/toolbox-of.ts";
import { DESCRIPTIONS } from "./artifact-descriptions.ts";
import { defineArtifactTool } from "./define-artifact-tool.ts";

const text = z.string().trim().min(1);

const keepInput = z.strictObject({
  kind: text
    .max(60)
    .describe("plan, diff_review, review_decision, summary, resource, or a word of your own."),
  title: text.max(200),
  text: z.string().min(1).max(65_536).describe("All of it, so that it can be understood alone."),
  derived_from: z.array(text).max(50).describe("Ids of the artifacts it was made from.").default([]),
});

const keepArtifact = defineArtifactTool<z.infer<typeof keepInput>>({
  name: "keep_artifact",
  description: DESCRIPTIONS.keep_artifact,
  input: keepInput,
  effectClass: "idempotent",
  meaning: ({ derived_from: lineage, ...said }) => ({ verb: "keep", draft: { ...said, lineage } }),
  summary: ({ kind, title }) => `keep ${kind}: ${title}`,
});

const readInput = z.strictObject({ artifact: text.describe("Its id.") });

const readArtifact = defineArtifactTool<z.infer<typeof readInput>>({
  name: "read_artifact",
  description: DESCRIPTIONS.read_artifact,
  input: readInput,
  effectClass: "read",
  meaning: ({ artifact }) => ({ verb: "read", artifact }),
  summary: ({ artifact }) => `read ${artifact}`,
});

/** The tools by which a worker keeps results of its own, and reads those of its workers. */
export function createArtifactTools(): Toolbox {
  return toolboxOf([keepArtifact, readArtifact]);
}
