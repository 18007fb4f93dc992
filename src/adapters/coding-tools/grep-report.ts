import type { SandboxOutcome } from "../../ports/sandbox.ts";
import type { ToolOutput } from "../../ports/toolbox.ts";
import { decoded, headOnly, TEXT_BYTES } from "./bounded-text.ts";
import { ToolProblem } from "./tool-problem.ts";
import { withoutEscapes, withPictures } from "./visible-text.ts";

export interface GrepBounds {
  readonly maxResults: number;
  /** How many files were given to grep. */
  readonly files: number;
  /** There were more that the walk did not reach. */
  readonly more: boolean;
}

/** What grep printed with `--null`, as `path:line:text`, bounded, with what was left out said. */
export function grepReport(outcome: SandboxOutcome, bounds: GrepBounds): ToolOutput {
  if (outcome.ending === "aborted") return { status: "aborted", text: "Stopped." };
  const printed = outcome.stdout.bytes.subarray(0, outcome.stdout.cutAt ?? outcome.stdout.bytes.length);
  const complaint = withoutEscapes(decoded(outcome.stderr.bytes)).split("\n", 1)[0] ?? "";
  if (printed.length === 0 && complaint !== "") throw new ToolProblem(complaint);
  const { lines, matches, more } = firstMatches(decoded(printed), bounds.maxResults);
  const timedOut = outcome.ending === "timed-out";
  const found = headOnly(lines.length === 0 ? "[no matches]" : lines.join("\n"), TEXT_BYTES);
  const notes = [
    ...(found.cut ? ["[… cut: the output is too long; narrow the search]"] : []),
    ...(more ? [`[only the first ${matches} matches; narrow the search or raise max_results]`] : []),
    ...(bounds.more ? ["[the tree is too big to search all of it; give a narrower path]"] : []),
    ...(timedOut
      ? ["[the search took too long and was stopped; try a simpler pattern or a narrower path]"]
      : []),
    ...(complaint === "" ? [] : [`[${complaint}]`]),
  ];
  return {
    status: timedOut ? "timed-out" : "ok",
    text: [found.text, ...notes].join("\n"),
    ...(found.cut || more ? { full: printed } : {}),
    data: { matches, files: bounds.files },
  };
}

const LINE_CHARACTERS = 400;

/** Lines up to and with the context of the last match wanted. */
function firstMatches(printed: string, wanted: number): { lines: string[]; matches: number; more: boolean } {
  const lines: string[] = [];
  let matches = 0;
  for (const raw of printed.split("\n")) {
    if (raw === "") continue;
    const line = parsed(raw);
    if (line.match && matches === wanted) return { lines, matches, more: true };
    if (line.match) matches += 1;
    lines.push(line.text);
  }
  return { lines, matches, more: false };
}

/** `path NUL number (: or -) text`; anything else is the separator between groups. */
function parsed(raw: string): { readonly text: string; readonly match: boolean } {
  const end = raw.indexOf("\0");
  const place = /^(\d+)([:-])/.exec(raw.slice(end + 1));
  if (end === -1 || place === null) return { text: withPictures(raw), match: false };
  const [start, number, mark] = place;
  const text = raw.slice(end + 1 + start.length);
  const shown =
    text.length > LINE_CHARACTERS ? `${text.slice(0, LINE_CHARACTERS).toWellFormed()} [… line cut]` : text;
  return { text: withPictures(`${raw.slice(0, end)}${mark}${number}${mark}${shown}`), match: mark === ":" };
}
