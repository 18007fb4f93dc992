import type { TextSink } from "./context.ts";
import { PLAIN, type Style, styleFor } from "./render/style.ts";

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  /** Results are wanted as JSON. */
  readonly json: boolean;
  /** Progress is not wanted. */
  readonly quiet: boolean;
  /** Emphasis for standard output. */
  readonly style: Style;
  /** Emphasis for standard error. */
  readonly progressStyle: Style;
  /** Someone watches standard error: text may stream. */
  readonly live: boolean;
  readonly result: (lines: readonly string[]) => void;
  /** One JSON value on one line. */
  readonly resultJson: (value: unknown) => void;
  /** Text or bytes as they are: no line break is added. */
  readonly raw: (content: string | Uint8Array) => void;
  readonly progress: (lines: readonly string[]) => void;
  /** A piece of a line, for text that streams. */
  readonly progressPiece: (text: string) => void;
  /** Shown even when quiet. */
  readonly warn: (line: string) => void;
}

export interface OutputOptions {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly quiet: boolean;
}

export function outputFor({ stdout, stderr, env, json, quiet }: OutputOptions): Output {
  return {
    json,
    quiet,
    style: json ? PLAIN : styleFor(stdout, env),
    progressStyle: styleFor(stderr, env),
    live: stderr.isTTY && !quiet,
    result: (lines) => stdout.write(joined(lines)),
    resultJson: (value) => stdout.write(`${JSON.stringify(value)}\n`),
    raw: (content) => stdout.write(content),
    progress: (lines) => (quiet ? undefined : stderr.write(joined(lines))),
    progressPiece: (text) => (quiet ? undefined : stderr.write(text)),
    warn: (line) => stderr.write(`legate: ${line}\n`),
  };
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
