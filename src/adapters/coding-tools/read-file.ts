import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { binaryKind } from "./binary-kind.ts";
import { decoded, headOnly } from "./bounded-text.ts";
import { canonicalPath } from "./canonical-path.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { type LineWindow, readWindow, type WindowLine } from "./line-window.ts";
import { shownPath } from "./place.ts";
import { openRegular } from "./regular-file.ts";
import { ToolProblem } from "./tool-problem.ts";
import { withPictures } from "./visible-text.ts";

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
  run,
});

const MAX_LINES = 2000;
const MAX_BYTES = 56 * 1024; // of lines; numbers and markers come on top
const LINE_CHARACTERS = 2000;

async function run(args: Input, { place, run: { signal } }: RunPlace): Promise<ToolOutput> {
  const { handle, step } = await openRegular(place, args.path);
  await using file: FileHandle = handle;
  const size = Number(step.stats.size);
  if (size === 0) return { status: "ok", text: "[the file is empty]", data: { size, lines: 0 } };
  const last = Math.min(args.end_line ?? Number.MAX_SAFE_INTEGER, args.start_line + MAX_LINES - 1);
  const window = await readWindow(file, {
    startLine: args.start_line,
    endLine: last,
    maxBytes: MAX_BYTES,
    signal,
  });
  if (window.binary) return await described(file, size);
  if (window.lines.length === 0) {
    throw new ToolProblem(
      `The file has ${window.totalLines} lines; line ${args.start_line} is beyond its end.`,
    );
  }
  return { status: "ok", text: rendered(window, args.end_line), data: { size, ...shownLines(window) } };
}

async function described(file: FileHandle, size: number): Promise<ToolOutput> {
  const kind = await binaryKind(file);
  return {
    status: "ok",
    text: `[binary file: ${kind}, ${size} bytes; not shown]`,
    data: { size, binary: true },
  };
}

function shownLines(window: LineWindow): { from: number; to: number } {
  return { from: window.lines[0]?.number ?? 0, to: window.lines.at(-1)?.number ?? 0 };
}

function rendered(window: LineWindow, endLine: number | undefined): string {
  const lines = window.lines.map(renderedLine);
  return [...lines, ...notes(window), ...readOn(window, endLine)].join("\n");
}

function renderedLine(line: WindowLine): string {
  const text = withPictures(textOf(line));
  const characters = Array.from(text);
  const whole = line.length === line.bytes.length && characters.length <= LINE_CHARACTERS;
  const shown = whole
    ? text
    : `${characters.slice(0, LINE_CHARACTERS).join("")} [… line cut: ${line.length} bytes]`;
  return `${String(line.number).padStart(6)}\t${shown}`;
}

/** The line without the CR of a CRLF ending, cut between code points when it was cut. */
function textOf(line: WindowLine): string {
  const whole = line.length === line.bytes.length;
  const text = decoded(line.bytes);
  return whole ? text.replace(/\r$/, "") : headOnly(text, line.bytes.length - 4).text;
}

function notes(window: LineWindow): string[] {
  const text = window.lines.map((line) => decoded(line.bytes));
  const whole = window.lines.every((line) => line.length === line.bytes.length);
  return [
    ...(whole && text.some((line) => line.includes("\ufffd")) ? ["[� marks bytes that are not UTF-8]"] : []),
    ...(text.every((line) => line.endsWith("\r")) ? ["[lines end in CRLF]"] : []),
    ...(text.some((line) => withPictures(line.replace(/\r$/, "")) !== line.replace(/\r$/, ""))
      ? ["[control characters are shown as pictures such as ␛]"]
      : []),
  ];
}

function readOn(window: LineWindow, endLine: number | undefined): string[] {
  const { nextLine } = window;
  if (nextLine === undefined || (endLine !== undefined && nextLine > endLine)) return [];
  return [`[the file goes on: read on with start_line=${nextLine}]`];
}
