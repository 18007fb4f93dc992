import type { FileChange } from "../../core/workspace/workspace.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import type { Style } from "./style.ts";

/** One line per changed file and a total, as `git diff --stat` says it. */
export function renderFileChanges(files: readonly FileChange[], style: Style): string[] {
  if (files.length === 0) return ["no files changed"];
  const names = files.map(nameOf);
  const width = Math.max(...names.map((name) => name.length));
  const rows = files.map(
    (file, index) => `${LETTER[file.status]} ${(names[index] ?? "").padEnd(width)}  ${lines(file, style)}`,
  );
  return [...rows, total(files, style)];
}

const LETTER: Readonly<Record<FileChange["status"], string>> = {
  added: "A",
  modified: "M",
  deleted: "D",
  renamed: "R",
  "mode-changed": "X",
  "type-changed": "T",
};

function nameOf({ path, from }: FileChange): string {
  return from === undefined ? oneLine(path) : `${oneLine(from)} -> ${oneLine(path)}`;
}

function lines({ added, removed }: FileChange, style: Style): string {
  if (added === undefined || removed === undefined) return style.dim("binary");
  return `${style.good(`+${added}`)} ${style.bad(`-${removed}`)}`;
}

function total(files: readonly FileChange[], style: Style): string {
  const sum = (pick: (file: FileChange) => number | undefined) =>
    files.reduce((all, file) => all + (pick(file) ?? 0), 0);
  const added = style.good(`+${sum((file) => file.added)}`);
  const removed = style.bad(`-${sum((file) => file.removed)}`);
  return `${counted(files.length, "file")} changed, ${added} ${removed} lines`;
}
