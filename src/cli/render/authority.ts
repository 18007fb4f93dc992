import type { ApprovalPolicy } from "../../core/policy/approval-policy.ts";
import { samePolicy } from "../../core/policy/narrow.ts";
import { ownerText } from "../../core/policy/rule-owner.ts";
import type { AuthorityReport, ExplainedCall, Ruled } from "../../runtime/explain-call.ts";
import { oneLine } from "./plain-text.ts";
import { approvalLines, LABEL, policyLines, valueText } from "./policy.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** What a worker may do at all, what it may hand on, and the rules for what of it is asked. */
export function authorityLines(report: AuthorityReport, style: Style): string[] {
  const { use, grant, approvals } = report.ceiling;
  return [
    style.bold(`${oneLine(report.name)} (${shortId(report.worker)}) may do at most`),
    ...limitLines(report, style),
    "",
    ...(samePolicy(use, grant)
      ? ["and hand all of that on"]
      : [style.bold("and hand on at most"), ...policyLines(grant)]),
    ...approvals.flatMap((policy) => ["", ...ownedRules(policy, report, style)]),
  ];
}

/** Each limit and who set it. What nobody limited is left to its value. */
export function limitLines({ limits }: AuthorityReport, style: Style): string[] {
  const shown = limits.map((limit) => ({ ...limit, text: valueText(limit.dimension, limit.value) }));
  const width = Math.min(40, Math.max(...shown.map(({ text }) => text.length)));
  return shown.map(({ dimension, text, owner }) => {
    const whose = style.dim(oneLine(ownerText(owner), 200));
    return `  ${dimension.padEnd(LABEL)}  ${text.padEnd(width)}  ${whose}`;
  });
}

function ownedRules(policy: ApprovalPolicy, { chain }: AuthorityReport, style: Style): string[] {
  const text = JSON.stringify(policy);
  const first = chain.find(({ approvals }) => approvals.some((one) => JSON.stringify(one) === text));
  const whose = first === undefined ? "" : `, ${oneLine(ownerText(first.owner), 200)}`;
  return [style.bold(`rules${whose}`), ...approvalLines(policy)];
}

/** What is to become of a call, the rule, and whose it is. */
export function explainedLines({ tool, summary, decided, now }: ExplainedCall, style: Style): string[] {
  const before =
    decided === undefined ? [] : [`then    ${decided.decision} by ${oneLine(decided.rule, 300)}`];
  return [
    `${style.bold(now.decision)}  ${oneLine(summary === "" ? tool : summary, 300)}`,
    ...ruledLines(now),
    ...before,
  ];
}

function ruledLines({ rule, reason, owner }: Ruled): string[] {
  return [
    `rule    ${oneLine(rule, 400)}`,
    ...(reason === undefined ? [] : [`why     ${oneLine(reason, 400)}`]),
    ...(owner === undefined ? [] : [`whose   ${oneLine(ownerText(owner), 300)}`]),
  ];
}
