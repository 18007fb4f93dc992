import { narrow } from "../core/policy/narrow.ts";
import { meetPatterns } from "../core/policy/patterns.ts";
import { completed, type PolicyRequest } from "../core/policy/policy-request.ts";
import { valueAt } from "./harn-refusals.ts";
import type { HarnWorker } from "./harn-shape.ts";
import { parseHarnApproval } from "./policy/harn-approval.ts";
import { parseHarnPolicy } from "./policy/harn-policy.ts";
import type { Parsed } from "./policy/parsed.ts";
import type { Problem } from "./strict-yaml.ts";
import type { WorkerDraft, WorkerFilePlace } from "./worker-draft.ts";
import type { Path, YamlDocument } from "./yaml-document.ts";

export interface HarnAuthority {
  readonly draft: Pick<WorkerDraft, "policy" | "approvals" | "tools">;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * What a Harn configuration allows: `carry.policy` (else `policy`), met with the node's own, met with
 * the tools that are named. A meet never widens; where Harn's would have, this one does not.
 */
export function harnAuthority(
  document: YamlDocument,
  worker: HarnWorker,
  place: WorkerFilePlace,
): HarnAuthority {
  const { directory } = place;
  const explicitPath = isGiven(document, ["carry", "policy"]) ? ["carry", "policy"] : ["policy"];
  const explicit = part(document, explicitPath, (value) => parseHarnPolicy(value, { directory }));
  const own = part(document, ["node", "capability_policy"], (value) => parseHarnPolicy(value, { directory }));
  const approvals = harnApprovals(document);
  const shown = toolsShown(worker);
  const policies = [explicit.value?.policy, own.value?.policy].filter((one) => one !== undefined);
  const policy = withTools(policies.reduce<PolicyRequest | undefined>(meetRequests, undefined), shown);
  return {
    draft: {
      ...(policy === undefined ? {} : { policy }),
      ...(approvals.value === undefined ? {} : { approvals: approvals.value.policy }),
      ...(shown === undefined ? {} : { tools: shown }),
    },
    notes: [
      ...[explicit, own].flatMap(({ value, path }) => policyNotes(path, value)),
      ...(approvals.value?.notes ?? []).map((note) => `${approvals.path.join(".")}: ${note}`),
      ...(policies.length === 0
        ? ["no policy: the default preset holds, where Harn would allow everything"]
        : []),
      ...(policies.length > 0 && approvals.value === undefined ? [NO_APPROVALS] : []),
    ],
    problems: [...explicit.problems, ...own.problems, ...approvals.problems],
  };
}

const NO_APPROVALS =
  "no approval policy: effects above reading are asked about, where Harn would approve everything";

type Part<T> = { readonly path: Path; readonly value: T | undefined; readonly problems: readonly Problem[] };

function part<T>(document: YamlDocument, path: Path, parse: (value: unknown) => Parsed<T>): Part<T> {
  const value = valueAt(document.value, path);
  if (value === undefined || value === null) return { path, value: undefined, problems: [] };
  const parsed = parse(value);
  if (parsed.ok) return { path, value: parsed.value, problems: [] };
  const problems = parsed.problems.map((one) => document.problemAt([...path, ...one.path], one.message));
  return { path, value: undefined, problems };
}

const APPROVAL_PLACES: readonly Path[] = [
  ["audit", "approval_policy"],
  ["node", "approval_policy"],
];

/** One of the two places; both together would have to be kept apart, and a worker has one list of its own. */
function harnApprovals(document: YamlDocument) {
  const [first, second] = APPROVAL_PLACES.filter((path) => isGiven(document, path));
  if (first === undefined) return { path: [], value: undefined, problems: [] };
  if (second === undefined) return part(document, first, parseHarnApproval);
  const message = "give the approval policy once, here or under `audit`";
  return { path: second, value: undefined, problems: [document.problemAt(second, message)] };
}

function isGiven({ value }: YamlDocument, path: Path): boolean {
  const found = valueAt(value, path);
  return found !== undefined && found !== null;
}

function policyNotes(
  path: Path,
  policy: { notes: readonly string[]; annotations: object } | undefined,
): string[] {
  if (policy === undefined) return [];
  const annotated = Object.keys(policy.annotations).length > 0;
  const notes = [
    ...policy.notes,
    ...(annotated ? ["tool_annotations are the operator's to say; not taken"] : []),
  ];
  return notes.map((note) => `${path.join(".")}: ${note}`);
}

/** `carry.tools` (else `tools`), within the node's own. */
function toolsShown({ carry, tools, node }: HarnWorker): readonly string[] | undefined {
  const named = carry?.tools ?? tools;
  const own = node?.tools ?? undefined;
  if (named === undefined || own === undefined) return named ?? own;
  return own.filter((tool) => named.includes(tool));
}

function withTools(policy: PolicyRequest | undefined, shown: readonly string[] | undefined) {
  if (policy === undefined || shown === undefined) return policy;
  return { ...policy, tools: meetPatterns(policy.tools ?? "any", shown) };
}

/** The meet, said only of what at least one side speaks of. */
function meetRequests(a: PolicyRequest | undefined, b: PolicyRequest): PolicyRequest {
  if (a === undefined) return b;
  const spoken = new Set([...Object.keys(a), ...Object.keys(b)]);
  const met = Object.entries(narrow(completed(a), completed(b))).filter(([field]) => spoken.has(field));
  const request: PolicyRequest = Object.fromEntries(met);
  return request;
}
