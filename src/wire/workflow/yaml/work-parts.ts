import type { AgentWork } from "../../../core/workflow/agent-work.ts";
import type { CommandWork } from "../../../core/workflow/command-work.ts";
import type { VerifyNode } from "../../../core/workflow/work-node.ts";
import { given } from "../given.ts";
import type { Step } from "./step-fields.ts";

type AgentFields = Pick<
  Step,
  | "agent"
  | "system"
  | "model"
  | "model_settings"
  | "tools"
  | "policy"
  | "approvals"
  | "limits"
  | "transcript"
  | "with"
> & { readonly prompt: string };

/** What an agent is asked to do, from the fields of a step, a review or a reduce. */
export function agentWork(fields: AgentFields): AgentWork {
  const { prompt, agent, system, model, tools, policy, approvals, limits, transcript } = fields;
  const source =
    transcript === undefined
      ? undefined
      : given({
          from: transcript.from,
          mode: transcript.mode,
          keepLast: transcript.keep_last,
          visibility: transcript.visibility,
        });
  return {
    prompt,
    ...given({
      agent,
      system,
      model,
      modelSettings: fields.model_settings,
      tools,
      policy,
      approvals,
      limits,
    }),
    ...given({ transcript: source, with: fields.with }),
  };
}

export function commandWork({
  run = [],
  cwd,
  exit_codes,
}: Pick<Step, "run" | "cwd" | "exit_codes">): CommandWork {
  return { argv: run, ...given({ cwd, exitCodes: exit_codes }) };
}

/** The parts of a verification; values of `with` are for its command. */
export function verifyParts(
  verify: Step["verify"] = {},
  values: Step["with"],
): Pick<VerifyNode, "command" | "review" | "subject" | "expect"> {
  const { run, review, subject, contains, excludes, schema, holds } = verify;
  const expect = given({ contains, excludes, schema, holds });
  return given({
    command: run === undefined ? undefined : { ...commandWork(verify), ...given({ with: values }) },
    review: review === undefined ? undefined : agentWork(review),
    subject,
    expect: Object.keys(expect).length === 0 ? undefined : expect,
  });
}
