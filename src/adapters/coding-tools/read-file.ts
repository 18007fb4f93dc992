import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { binaryKind } from "./binary-kind.ts";
import { canonicalPath } from "./canonical-path.ts";
import { deadline } from "./deadline.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { readWindow } from "./line-window.ts";
import { shownPath } from "./place.ts";
import { openRegular } from "./regular-file.ts";
import { ToolProblem } from "./tool-problem.ts";
import { windowText } from "./window-text.ts";

const input = z.strictObject({
  path: z.string().describe("File, relative to the workspace root or absolute inside it."),
  start_line: z.int().min(1).default(1).describe("First line to show, from 1."),
  end_line: z.int().min(1).optional().describe("Last line to show. Default: as many as fit."),
});
type Input = z.infer<typeof input>;

/** Shows numbered lines of a text file; the window is bounded, the file may be of any size. */
export const readFile = defineTool<Input>({
  name: "read_file",
  description: DESCRIPTIONS.read_file,
  input,
  annotations: {
    kind: "read",
    sideEffects: "read_only",
    effectClass: "read",
    pathParameters: ["path"],
    capabilities: { workspace: ["read_text"] },
  },
  async prepare(args, place) {
    if (args.end_line !== undefined && args.end_line < args.start_line) {
      throw new ToolProblem(`end_line ${args.end_line} is before start_line ${args.start_line}.`);
    }
    const path = await canonicalPath(place, args.path);
    return {
      canonical: { ...args, path },
      paths: [{ path, access: "read" }],
      summary: `read ${shownPath(place, path)}`,
    };
  },
  run: show,
});

const MAX_LINES = 2000;
const MAX_BYTES = 56 * 1024; // of lines; numbers and markers come on top
async function show(args: Input, { place, run }: RunPlace): Promise<ToolOutput> {
  const { handle, step } = await openRegular(place, args.path);
  await using file: FileHandle = handle;
  const size = Number(step.stats.size);
  if (size === 0) return { status: "ok", text: "[the file is empty]", data: { size, lines: 0 } };
  const last = Math.min(args.end_line ?? Number.MAX_SAFE_INTEGER, args.start_line + MAX_LINES - 1);
  const window = await readWindow(file, {
    startLine: args.start_line,
    endLine: last,
    maxBytes: MAX_BYTES,
    signal: deadline(run),
  });
  if (window.binary) return await described(file, size);
  if (window.lines.length === 0) {
    throw new ToolProblem(
      `The file has ${window.totalLines} lines; line ${args.start_line} is beyond its end.`,
    );
  }
  const { text, from, to } = windowText(window, args.end_line);
  return { status: "ok", text, data: { size, from, to } };
}

async function described(file: FileHandle, size: number): Promise<ToolOutput> {
  const kind = await binaryKind(file);
  return {
    status: "ok",
    text: `[binary file: ${kind}, ${size} bytes; not shown]`,
    data: { size, binary: true },
  };
}
