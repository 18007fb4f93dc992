import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import type { GraphProblem } from "../../core/workflow/validate/graph-problem.ts";
import type { Problem } from "../yaml-document.ts";

/** A workflow that was read, and where each part of it stood. */
export interface ReadWorkflow {
  readonly graph: WorkflowGraph;
  /** What a person should know about how it was understood, one line each. */
  readonly notes: readonly string[];
  /** The place of a problem that validation found. */
  readonly placed: (problem: GraphProblem) => Problem;
}

/** A file whose form is wrong somewhere. */
export interface WrongForm {
  readonly ok: false;
  readonly problems: readonly Problem[];
  /** What is left of it without the parts that are wrong, as far as that can be told. */
  readonly rest?: ReadWorkflow & {
    /** Names of what is left out. */
    readonly doubtful: ReadonlySet<string>;
  };
}

export type WorkflowReading =
  | { readonly ok: true; readonly value: ReadWorkflow }
  | WrongForm
  /** Files that it names and that were not given yet, as absolute paths. */
  | { readonly ok: "needs-files"; readonly files: readonly string[] };

export interface WorkflowPlace {
  /** Absolute path of the file; paths in it start from its folder. */
  readonly path: string;
  /** Texts of files that it names, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  /** The files whose steps lead here, so that none uses itself. */
  readonly within?: readonly string[];
  /** `legate` or `harn`, for a file that does not say its own. */
  readonly format?: string;
}
