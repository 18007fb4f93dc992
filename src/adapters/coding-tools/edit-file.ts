import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { applyEdits } from "./apply-edits.ts";
import { writeTarget } from "./canonical-path.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { type Place, shownPath } from "./place.ts";
import { openRegular } from "./regular-file.ts";
import { replaceFile } from "./replace-file.ts";
import { ToolProblem } from "./tool-problem.ts";
import { wellFormed } from "./well-formed.ts";

const input = z.strictObject({
  path: z.string().describe("File, relative to the workspace root or absolute inside it."),
  edits: z
    .array(
      z.strictObject({
        old_text: wellFormed.describe("Text as it is in the file; must occur exactly once."),
        new_text: wellFormed.describe("Text to put in its place."),
        replace_all: z.boolean().default(false).describe("Replace every occurrence instead of exactly one."),
      }),
    )
    .min(1),
});
type Input = z.infer<typeof input>;

/**
 * Exact replacements, all or none. Its effect class is `once`: a replacement whose new text holds the
 * old one would be applied twice. Binding the call to the content at `prepare` would make it safe to
 * repeat, but all calls of a turn are prepared before the first runs, and a turn that edits one file
 * twice is normal.
 */
export const editFile = defineTool<Input>({
  name: "edit_file",
  description: DESCRIPTIONS.edit_file,
  input,
  annotations: {
    kind: "edit",
    sideEffects: "workspace_write",
    effectClass: "once",
    pathParameters: ["path"],
    capabilities: { workspace: ["apply_edit"] },
  },
  async prepare(args, place) {
    const { path, target } = await writeTarget(place, args.path);
    const count = args.edits.length;
    return {
      canonical: { ...args, path },
      paths: [{ path, access: "write" }],
      summary: `edit ${shownPath(place, path)} (${count} replacement${count === 1 ? "" : "s"})`,
      target,
    };
  },
  run,
});

const MAX_BYTES = 16n * 1024n * 1024n;

async function run(args: Input, { place, run: { idempotencyKey } }: RunPlace): Promise<ToolOutput> {
  const before = await textOf(place, args.path);
  const after = applyEdits(before, args.edits);
  await replaceFile(place, args.path, Buffer.from(after.text), { key: idempotencyKey, mustExist: true });
  const times = after.replacements === 1 ? "1 replacement" : `${after.replacements} replacements`;
  return {
    status: "ok",
    text: `Edited ${shownPath(place, args.path)}: ${times}.`,
    data: { replacements: after.replacements },
  };
}

/** The whole file, which must be UTF-8 so that what is not edited is written back as it was. */
async function textOf(place: Place, path: string): Promise<string> {
  const { handle, step } = await openRegular(place, path);
  await using file: FileHandle = handle;
  const shown = shownPath(place, path);
  if (step.stats.size > MAX_BYTES)
    throw new ToolProblem(`${shown} is over 16 MiB; edit it with run_command.`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.readFile());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ToolProblem(`${shown} is not UTF-8 text; edit it with run_command.`);
  }
}
