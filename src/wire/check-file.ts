import { exceeding } from "../core/policy/exceeding.ts";
import { preset } from "../core/policy/presets.ts";
import { parseAgentRole } from "./agent-role.ts";
import { parseAnyWorkerFile } from "./any-worker-file.ts";
import { type CheckableKind, kindOfFile } from "./checkable-kind.ts";
import { parseConfig, parseProjectConfig } from "./config-file.ts";
import { parsePolicyFile } from "./policy-file.ts";
import { parseRulesFile } from "./rules-file.ts";
import type { Problem, StrictRead } from "./strict-yaml.ts";
import type { WorkerDraft } from "./worker-draft.ts";
import { readYamlDocument } from "./yaml-document.ts";

export interface FileToCheck {
  /** Absolute; says what kind of file it is where `kind` does not, and where relative paths start. */
  readonly path: string;
  readonly source: string;
  readonly kind?: CheckableKind;
  /** `legate` or `harn`, for a file that does not say its own. */
  readonly format?: string;
}

export interface CheckedFile {
  readonly kind: CheckableKind;
  /** All that is wrong; none when it will be taken as it is. */
  readonly problems: readonly Problem[];
  /** What is not wrong and perhaps not what was meant. */
  readonly notes: readonly string[];
}

/** Everything that is wrong with a file in which authority is written, found as it would be when it is used. */
export function checkFile(file: FileToCheck): CheckedFile {
  const kind = file.kind ?? kindOfFile(file.path, file.source);
  const { problems, notes } = checkedAs(kind, file);
  return { kind, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column), notes };
}

type Findings = Omit<CheckedFile, "kind">;

function checkedAs(kind: CheckableKind, { path, source, format }: FileToCheck): Findings {
  const directory = path.slice(0, Math.max(1, path.lastIndexOf("/")));
  switch (kind) {
    case "agent":
      return findings(parseAgentRole(source), ({ notes, wider }) => [...notes, ...wider.notes]);
    case "config":
      return findings(parseConfig(source));
    case "repository-config":
      return findings(parseProjectConfig(source));
    case "rules":
      return findings(parseRulesFile(source, format), (notes) => notes);
    case "policy": {
      const read = parsePolicyFile(source, directory, format);
      return withExcess(
        source,
        read.ok ? read.value.draft : {},
        [],
        findings(read, ({ notes }) => notes),
      );
    }
    case "worker": {
      const read = parseAnyWorkerFile(source, { directory }, format);
      const found = findings(read, ({ notes }) => notes);
      return withExcess(source, read.ok ? read.value.draft : {}, ["policy"], found);
    }
  }
}

function findings<T>(read: StrictRead<T>, notesOf: (value: T) => readonly string[] = () => []): Findings {
  return read.ok ? { problems: [], notes: notesOf(read.value) } : { problems: read.problems, notes: [] };
}

/** A policy beside a preset can only narrow it: what it asks beyond is refused when a worker is made. */
function withExcess(
  source: string,
  { preset: name, policy }: Pick<WorkerDraft, "preset" | "policy">,
  place: readonly string[],
  found: Findings,
): Findings {
  const document = readYamlDocument(source);
  if (name === undefined || policy === undefined || !document.ok) return found;
  const excess = exceeding(preset(name).capabilities, policy).map((item) => {
    const dimension = item.slice(0, item.indexOf(":")).split(".");
    return document.value.problemAt([...place, ...dimension], `more than the preset ${name} has: ${item}`);
  });
  return { ...found, problems: [...found.problems, ...excess] };
}
