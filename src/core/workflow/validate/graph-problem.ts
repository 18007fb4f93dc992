/** Errors keep a workflow from running; warnings do not. */
export const SEVERITIES = ["error", "warning"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One thing wrong with a workflow. */
export interface GraphProblem {
  readonly severity: Severity;
  /** The node that it is about, as `call/inner` inside a called workflow; absent for the workflow itself. */
  readonly node?: string;
  /** Where in the JSON form. */
  readonly path: Path;
  /** In the text that stands there: characters from its start. */
  readonly offset?: number;
  readonly message: string;
}

export type Path = readonly (string | number)[];

export function graphError(path: Path, message: string): GraphProblem {
  return { severity: "error", path, message };
}

export function graphWarning(path: Path, message: string): GraphProblem {
  return { severity: "warning", path, message };
}

/** The same about one node. */
export function ofNode(node: string, problems: readonly GraphProblem[]): readonly GraphProblem[] {
  return problems.map((problem) => ({ node, ...problem }));
}
