import type { Json, JsonObject } from "../json.ts";

/** What a command printed, of the report that its call ended with: both streams, bounded as they are there. */
export function printedIn(report: string): { readonly stdout: string; readonly stderr: string } {
  const err = report.lastIndexOf(STDERR);
  const head = err < 0 ? report : report.slice(0, err);
  const out = head.indexOf(STDOUT);
  return {
    stdout: out < 0 ? "" : head.slice(out + STDOUT.length),
    stderr: err < 0 ? "" : report.slice(err + STDERR.length),
  };
}

const STDOUT = "\n--- stdout\n";
const STDERR = "\n--- stderr\n";

/** A whole number that a tool reported as its exit code. */
export function exitCodeIn(data: JsonObject | undefined): number | undefined {
  const code: Json | undefined = data?.["exitCode"];
  return typeof code === "number" ? code : undefined;
}
