import type { WorkerId } from "../ids.ts";

/** What a commit of a landing says of where it comes from. */
export interface MessageSource {
  readonly worker: WorkerId;
  readonly task: string;
  readonly model: string;
}

/**
 * The message of a commit that brings a worker's work: what the person wrote, else the first line of the task,
 * with trailers that say whose work it is. Whatever stands in the task, only we write trailers.
 */
export function commitMessage(
  source: MessageSource,
  said: { readonly message?: string; readonly suffix?: string; readonly trailers?: readonly string[] } = {},
): string {
  const text = clean(said.message ?? subjectOf(source.task)).trim();
  const [subject = "", ...rest] = (text === "" ? "Work of a delegated worker" : text).split("\n");
  const head = [`${subject}${said.suffix ?? ""}`, ...rest].join("\n");
  return `${head}\n\n${[...trailersOf(source), ...(said.trailers ?? [])].join("\n")}\n`;
}

function trailersOf({ worker, model }: MessageSource): readonly string[] {
  return [`Legate-Worker: ${worker}`, `Legate-Model: ${oneLine(model)}`];
}

const LONGEST_SUBJECT = 72;

/** The first line of a task that says anything, cut at a word where it is long. */
function subjectOf(task: string): string {
  const line = oneLine(task.split(/[\r\n]/).find((each) => oneLine(each) !== "") ?? "");
  if (line.length <= LONGEST_SUBJECT) return line;
  const cut = line.slice(0, LONGEST_SUBJECT - 1);
  const atWord = cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_SUBJECT / 2));
  return `${atWord.trimEnd()}…`;
}

function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** Without control characters and marks that hide or reorder text. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\n\t\P{Cc}]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "");
}
