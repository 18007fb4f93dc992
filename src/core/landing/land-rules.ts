import type { ApprovalPolicy, Decision } from "../policy/approval-policy.ts";
import type { ApprovalRule } from "../policy/approval-rule.ts";
import { compileGlob } from "../policy/glob.ts";
import { grantsPath, type PathForms, withholdsPath } from "../policy/path-pattern.ts";
import { printRule } from "../policy/rule-syntax.ts";
import { type RunsLaterKind, runsLater } from "./runs-later.ts";

/** The name that rules about landing bear: `Land(.github/**)` or `land(…)`. It is no tool of a worker's. */
export const LAND = "land";

/** One path of a landing about which there is something to say. */
export interface FlaggedPath {
  readonly path: string;
  /** Absent: nothing runs it, but a rule names it. */
  readonly runsLater?: RunsLaterKind;
  /** `ask` needs a yes that names the path; `accepted` had it. */
  readonly decision: Decision | "accepted";
  /** What decided: a rule, or what holds where there is none. */
  readonly rule: string;
}

/**
 * Which of the paths that a landing changes need a yes, and which may not land. Only rules that name `land`
 * count, whatever else a worker may do. In each policy deny comes before ask before allow, and of several the strictest
 * counts; an allow counts only from the first, which is the operator's: nobody gives itself leave. Where no rule says
 * anything, what runs later is asked about and the rest lands.
 */
export function flagPaths(
  paths: readonly string[],
  chain: readonly ApprovalPolicy[],
  accepted: readonly string[],
): readonly FlaggedPath[] {
  return paths.flatMap((path): FlaggedPath[] => {
    const kind = runsLater(path);
    const { decision, rule } = judgePath(path, kind, chain);
    if (kind === undefined && decision === "allow") return [];
    const yes = decision === "ask" && accepted.some((pattern) => isAccepted(pattern, path));
    return [
      {
        path,
        ...(kind === undefined ? {} : { runsLater: kind }),
        decision: yes ? "accepted" : decision,
        rule,
      },
    ];
  });
}

function isAccepted(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  const glob = compileGlob(pattern, "paths");
  return glob.ok && glob.matches(path);
}

function judgePath(
  path: string,
  kind: RunsLaterKind | undefined,
  chain: readonly ApprovalPolicy[],
): { readonly decision: Decision; readonly rule: string } {
  const forms: PathForms = { relative: path };
  const said = (decision: "deny" | "ask") => {
    const rule = chain.flatMap((policy) => policy[decision]).find((one) => takesAway(one, forms));
    return rule === undefined ? undefined : { decision, rule: `${decision} ${printRule(rule)}` };
  };
  const given = chain[0]?.allow.find((one) => gives(one, forms));
  return (
    said("deny") ??
    said("ask") ??
    (given === undefined ? undefined : { decision: "allow" as const, rule: `allow ${printRule(given)}` }) ??
    (kind === undefined
      ? { decision: "allow", rule: "nothing runs it by itself" }
      : { decision: "ask", rule: "what runs later needs a yes" })
  );
}

const concerns = (rule: ApprovalRule) => rule.tools.includes(LAND);

/** A condition that is not about paths cannot be understood here, so it is meant. */
function takesAway(rule: ApprovalRule, forms: PathForms): boolean {
  if (!concerns(rule)) return false;
  const { condition } = rule;
  return condition?.on !== "path" || withholdsPath(condition.pattern, forms);
}

function gives(rule: ApprovalRule, forms: PathForms): boolean {
  if (!concerns(rule)) return false;
  const { condition } = rule;
  return condition === undefined || (condition.on === "path" && grantsPath(condition.pattern, forms));
}
