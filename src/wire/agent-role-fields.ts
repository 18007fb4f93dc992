import { z } from "zod";
import { names, text } from "./worker-fields.ts";

/** A list of rules, or one text of them with commas. */
export const listOfRules = z.preprocess(
  (value) => (typeof value === "string" ? value.split(",").map((one) => one.trim()) : value),
  names,
);

/** Fields of other agents' role files that have no meaning here. */
export const NOT_USED = [
  "skills",
  "mcpServers",
  "hooks",
  "memory",
  "background",
  "effort",
  "isolation",
  "color",
  "initialPrompt",
] as const;

const MODES = ["default", "manual", "acceptEdits", "plan", "auto", "dontAsk", "bypassPermissions"] as const;

/** The front matter of a role file, as other coding agents write it, too. */
export const frontMatter = z.strictObject({
  name: text,
  description: text.exactOptional(),
  tools: listOfRules.exactOptional(),
  disallowedTools: listOfRules.exactOptional(),
  model: text.exactOptional(),
  permissionMode: z.enum(MODES).exactOptional(),
  maxTurns: z.number().int().positive().exactOptional(),
  skills: z.unknown().optional(),
  mcpServers: z.unknown().optional(),
  hooks: z.unknown().optional(),
  memory: z.unknown().optional(),
  background: z.unknown().optional(),
  effort: z.unknown().optional(),
  isolation: z.unknown().optional(),
  color: z.unknown().optional(),
  initialPrompt: z.unknown().optional(),
});
export type FrontMatter = z.infer<typeof frontMatter>;
