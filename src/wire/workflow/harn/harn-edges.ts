import type { Branch } from "../../../core/workflow/branch.ts";
import type { Edge } from "../../../core/workflow/edge.ts";
import { unknownValue } from "../../explain-issue.ts";
import type { HarnEdge, HarnGraph, HarnNode } from "./harn-graph-shape.ts";

/** Branches as Harn's nodes produce them. `retry` it never produces: the way back after a repair. */
const PRODUCED: Readonly<Record<string, Branch>> = {
  success: "success",
  passed: "success",
  verified: "success",
  fork: "success",
  joined: "success",
  mapped: "success",
  reduced: "success",
  escalated: "success",
  retry: "success",
  failed: "failure",
  error: "failure",
  true: "true",
  false: "false",
};

/** How often a way back is taken, where Harn bounds a run by its steps alone. */
export const HARN_VISITS = 4;

export type HarnBranch =
  | { readonly ok: true; readonly on: Branch }
  | { readonly ok: false; readonly message: string };

/** The branch that an edge of Harn is on: by the names that its source gives its outcomes, else by Harn's own. */
export function branchOfHarn({ branch }: HarnEdge, source: HarnNode | undefined): HarnBranch {
  if (branch == null) return { ok: true, on: "success" };
  const own = Object.entries(source?.branch_semantics ?? {}).find(([, name]) => name === branch)?.[0];
  const on = own === undefined ? known(branch) : meaning(own, source?.kind);
  if (on !== undefined) return { ok: true, on };
  const names = [...Object.values(source?.branch_semantics ?? {}), ...Object.keys(PRODUCED)];
  return {
    ok: false,
    message: unknownValue(
      branch,
      names.filter((one) => typeof one === "string"),
    ),
  };
}

function known(branch: string): Branch | undefined {
  return Object.hasOwn(PRODUCED, branch) ? PRODUCED[branch] : undefined;
}

/** What the outcome is that a field of `branch_semantics` gives a name. */
function meaning(field: string, kind: HarnNode["kind"] | undefined): Branch {
  switch (field) {
    case "failure":
    case "verify_fail":
      return "failure";
    case "condition_true":
      return "true";
    case "condition_false":
      return "false";
    case "loop_continue":
      return kind === "condition" ? "true" : "failure";
    case "loop_exit":
      return kind === "condition" ? "false" : "exhausted";
    default:
      return "success";
  }
}

/** Places in the list of the edges that close a loop, seen from the entry in the order of the list. */
export function backEdges({ nodes, edges }: HarnGraph, entry: string): ReadonlySet<number> {
  const out = Map.groupBy([...edges.entries()], ([, { from }]) => from);
  const state = new Map<string, "open" | "done">();
  const back = new Set<number>();
  const stack: { readonly id: string; next: number }[] = [];
  const open = (id: string) => {
    state.set(id, "open");
    stack.push({ id, next: 0 });
  };
  for (const start of [entry, ...Object.keys(nodes)]) {
    if (state.has(start)) continue;
    open(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const found = out.get(top.id)?.[top.next];
      top.next += 1;
      if (found === undefined) {
        state.set(top.id, "done");
        stack.pop();
      } else if (state.get(found[1].to) === "open") back.add(found[0]);
      else if (!state.has(found[1].to)) open(found[1].to);
    }
  }
  return back;
}

/** Our edge, bounded when it goes back. */
export function edgeFrom(edge: HarnEdge, on: Branch, isBack: boolean): Edge {
  return {
    from: edge.from,
    to: edge.to,
    ...(on === "success" ? {} : { on }),
    ...(isBack ? { maxVisits: HARN_VISITS } : {}),
    ...(edge.label == null ? {} : { label: edge.label }),
  };
}
