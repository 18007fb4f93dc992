import type { WorkflowGraph } from "../../../core/workflow/graph.ts";
import type { Path } from "../../../core/workflow/validate/graph-problem.ts";
import { MODEL_POLICY_REFUSED } from "../../harn-refusals.ts";
import { fieldOf } from "../../own-field.ts";
import { parseHarnApproval } from "../../policy/harn-approval.ts";
import { parseHarnPolicy } from "../../policy/harn-policy.ts";
import type { Parsed } from "../../policy/parsed.ts";
import type { Problem, YamlDocument } from "../../yaml-document.ts";

/** What a graph or a node of Harn may do. */
export interface Authority {
  readonly beside: Pick<WorkflowGraph, "policy" | "approvals">;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

interface Holder {
  readonly capability_policy?: unknown;
  readonly approval_policy?: unknown;
}

/** The policies of a graph or node, in Harn's shape, where an empty list means any and becomes a note. */
export function authorityAt(document: YamlDocument, holder: Holder, path: Path): Authority {
  const policy = part(document, [...path, "capability_policy"], holder.capability_policy, (value) =>
    parseHarnPolicy(value),
  );
  const approval = part(document, [...path, "approval_policy"], holder.approval_policy, parseHarnApproval);
  const annotated = Object.keys(policy.value?.annotations ?? {}).length > 0;
  return {
    beside: {
      ...(policy.value === undefined ? {} : { policy: policy.value.policy }),
      ...(approval.value === undefined ? {} : { approvals: approval.value.policy }),
    },
    notes: [
      ...noted(policy.path, policy.value?.notes),
      ...noted(policy.path, annotated ? ["tool_annotations are the operator's to say; not taken"] : []),
      ...noted(approval.path, approval.value?.notes),
    ],
    problems: [...policy.problems, ...approval.problems, ...modelProblems(document, holder, path)],
  };
}

function noted(path: Path, notes: readonly string[] = []): readonly string[] {
  return notes.map((note) => `${path.join(".")}: ${note}`);
}

function part<T>(document: YamlDocument, path: Path, value: unknown, parse: (value: unknown) => Parsed<T>) {
  if (value === undefined || value === null) return { path, value: undefined, problems: [] };
  const parsed = parse(value);
  if (parsed.ok) return { path, value: parsed.value, problems: [] };
  const problems = parsed.problems.map((one) => document.problemAt([...path, ...one.path], one.message));
  return { path, value: undefined, problems };
}

function modelProblems(document: YamlDocument, holder: Holder, path: Path): readonly Problem[] {
  const policy = fieldOf(holder, "model_policy");
  return Object.entries(MODEL_POLICY_REFUSED).flatMap(([field, why]) => {
    const value = fieldOf(policy, field);
    const asks = value !== undefined && value !== null && value !== false;
    return asks ? [document.problemAt([...path, "model_policy", field], why)] : [];
  });
}
