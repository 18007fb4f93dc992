import type { AgentRole } from "../wire/agent-role.ts";
import type { WorkerDraft } from "../wire/worker-draft.ts";

/** The draft with what its role says, where the draft itself says nothing; its rules are added. */
export function withRole(draft: WorkerDraft, role: AgentRole): WorkerDraft {
  const { tools, model, preset, onAsk, maxTurns } = role;
  return {
    ...(model === undefined ? {} : { model }),
    ...(preset === undefined ? {} : { preset }),
    ...(onAsk === undefined ? {} : { onAsk }),
    ...draft,
    ...toolsWithin(draft.tools, tools),
    ...rulesWith(draft, role),
    ...(maxTurns === undefined ? {} : { limits: { maxTurns, ...draft.limits } }),
    system: [role.system, draft.system].filter((one) => one !== undefined && one !== "").join("\n\n"),
    agent: role.name,
  };
}

/** Tools that were asked for beside a role stay within the role's. */
function toolsWithin(asked: readonly string[] | undefined, ofRole: readonly string[] | undefined) {
  if (ofRole === undefined) return {};
  return { tools: asked === undefined ? ofRole : asked.filter((tool) => ofRole.includes(tool)) };
}

function rulesWith({ approvals }: WorkerDraft, { deny, allow }: AgentRole): Pick<WorkerDraft, "approvals"> {
  if (deny.length + allow.length === 0) return {};
  const joined = {
    deny: [...(approvals?.deny ?? []), ...deny],
    allow: [...(approvals?.allow ?? []), ...allow],
  };
  return { approvals: { ...approvals, ...joined } };
}
