import { beyondLimit } from "../../core/worker/command-limits.ts";
import type { BoundedOutput, SandboxOutcome } from "../../ports/sandbox.ts";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { headAndTail, outputText, TEXT_BYTES } from "./bounded-text.ts";
import { withoutEscapes } from "./visible-text.ts";

/**
 * What became of a command, for the model. The status tells the truth: a command that exits with
 * anything but 0, or of which something was killed for a limit, is an `error`, with the code in `data`.
 */
export function commandReport(outcome: SandboxOutcome): ToolOutput {
  const { stdout, stderr, exitCode, ending, durationMs } = outcome;
  const share = shares(stdout.bytes.length, stderr.bytes.length);
  const out = shown(stdout, share.stdout);
  const err = shown(stderr, share.stderr);
  const sections = [...section("stdout", out.text), ...section("stderr", err.text)];
  const body = sections.length === 0 ? ["(no output)"] : sections;
  return {
    status: statusOf(outcome),
    text: [verdict(outcome), ...limitMet(outcome), ...body].join("\n"),
    ...(out.exact && err.exact ? {} : { full: whole(outcome) }),
    data: {
      exitCode,
      ending,
      ...(outcome.limit === undefined ? {} : { limit: outcome.limit.limit }),
      durationMs,
      stdoutBytes: stdout.totalBytes,
      stderrBytes: stderr.totalBytes,
    },
  };
}

/** A stream as the model sees it, and whether that is all of it, as it was. */
function shown(stream: BoundedOutput, limit: number): { readonly text: string; readonly exact: boolean } {
  const raw = outputText(stream);
  const clean = withoutEscapes(raw);
  const { text, cut } = headAndTail(clean, limit);
  return { text, exact: !cut && clean === raw && stream.cutAt === undefined };
}

function statusOf({ ending, exitCode, limit }: SandboxOutcome): ToolOutput["status"] {
  switch (ending) {
    case "exited":
      return exitCode === 0 && limit?.killed !== true ? "ok" : "error";
    case "signalled":
      return "error";
    case "timed-out":
      return "timed-out";
    case "aborted":
      return "aborted";
  }
}

function verdict({ ending, exitCode, durationMs }: SandboxOutcome): string {
  const took = `after ${(durationMs / 1000).toFixed(1)} s`;
  switch (ending) {
    case "exited":
      return `exit code ${exitCode} ${took}`;
    case "signalled":
      return `killed by signal ${exitCode - 128} ${took}`;
    case "timed-out":
      return `timed out and killed ${took}`;
    case "aborted":
      return `stopped ${took}`;
  }
}

/** A program that was killed for a limit may not be the one whose exit code is told. */
function limitMet({ limit }: SandboxOutcome): readonly string[] {
  if (limit === undefined) return [];
  return [`${limit.killed ? "killed" : "refused"}: ${beyondLimit(limit.limit, limit.most)}`];
}

/** A stream that needs less than half leaves the rest to the other. */
function shares(stdout: number, stderr: number): { readonly stdout: number; readonly stderr: number } {
  const half = TEXT_BYTES / 2;
  return {
    stdout: Math.max(half, TEXT_BYTES - Math.max(stderr, 0)),
    stderr: Math.max(half, TEXT_BYTES - Math.max(stdout, 0)),
  };
}

function section(name: string, text: string): readonly string[] {
  const trimmed = text.replace(/\n+$/, "");
  return trimmed === "" ? [] : [`--- ${name}`, trimmed];
}

/** Everything the sandbox kept, as it was written, both streams one after the other. */
function whole({ stdout, stderr }: SandboxOutcome): Uint8Array {
  const parts = [stdout, stderr].flatMap((stream, index) => [
    Buffer.from(`${index === 0 ? "--- stdout" : "\n--- stderr"} (${stream.totalBytes} bytes in all)\n`),
    stream.cutAt === undefined ? stream.bytes : stream.bytes.subarray(0, stream.cutAt),
    ...(stream.cutAt === undefined
      ? []
      : [
          Buffer.from(`\n[… ${stream.totalBytes - stream.bytes.length} bytes were not kept …]\n`),
          stream.bytes.subarray(stream.cutAt),
        ]),
  ]);
  return Buffer.concat(parts);
}
