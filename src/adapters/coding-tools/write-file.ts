import { z } from "zod";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { writeTarget } from "./canonical-path.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { shownPath } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { wellFormed } from "./well-formed.ts";

const input = z.strictObject({
  path: z.string().describe("File, relative to the workspace root or absolute inside it."),
  content: wellFormed.describe("The whole new content."),
});
type Input = z.infer<typeof input>;

/** Gives a file its whole content. Idempotent: the same content again leaves the same file. */
export const writeFile = defineTool<Input>({
  name: "write_file",
  description: DESCRIPTIONS.write_file,
  input,
  annotations: {
    kind: "edit",
    sideEffects: "workspace_write",
    effectClass: "idempotent",
    pathParameters: ["path"],
    capabilities: { workspace: ["write_text"] },
  },
  async prepare(args, place) {
    const { path, target } = await writeTarget(place, args.path);
    const size = Buffer.byteLength(args.content);
    return {
      canonical: { ...args, path },
      paths: [{ path, access: "write" }],
      summary: `write ${shownPath(place, path)} (${size} bytes)`,
      target,
    };
  },
  run,
});

async function run(args: Input, { place, run: { idempotencyKey } }: RunPlace): Promise<ToolOutput> {
  const bytes = Buffer.from(args.content);
  const { created, unlinked } = await replaceFile(place, args.path, bytes, { key: idempotencyKey });
  const what = `${created ? "Created" : "Replaced"} ${shownPath(place, args.path)}, ${bytes.length} bytes.`;
  return {
    status: "ok",
    text: unlinked ? `${what} Its other hard links keep the old content.` : what,
    data: { created, bytes: bytes.length },
  };
}
