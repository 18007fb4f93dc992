import type { NetworkDecisions } from "../../core/journal/network-decision.ts";
import { redactBytes, redactObject, redactText } from "../../core/secrets/redact.ts";
import { type SecretForm, secretForms } from "../../core/secrets/secret-forms.ts";
import { isFailure, LegateError } from "../../ports/failure.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { Tool, Toolbox, ToolOutput } from "../../ports/toolbox.ts";
import { liveText } from "./live-text.ts";

/**
 * The same tools, with every configured secret kept out of what they answer, say meanwhile and throw,
 * whoever's it is: one worker's command may have left it in a file that another one reads.
 */
export function redactingToolbox(toolbox: Toolbox, secrets: Secrets): Toolbox {
  const tools = toolbox.list().map((tool) => redacting(tool, secrets));
  const byName = new Map(tools.map((tool) => [tool.description.name, tool]));
  return { list: () => tools, get: (name) => byName.get(name) };
}

function redacting(tool: Tool, secrets: Secrets): Tool {
  const { description, annotations, probe } = tool;
  return {
    description,
    annotations,
    prepare: (args, scope) => tool.prepare(args, scope),
    run: (call, scope, run) =>
      guarded(secrets, async (forms) => {
        const live = liveText(forms, run.onProgress);
        const output = await tool.run(call, scope, { ...run, onProgress: live.say });
        live.finish();
        return redactedOutput(forms, output);
      }),
    ...(probe === undefined
      ? {}
      : {
          probe: (call, scope, run) =>
            guarded(secrets, async (forms) => {
              const found = await probe.call(tool, call, scope, run);
              return typeof found === "string" ? found : redactedOutput(forms, found);
            }),
        }),
  };
}

async function guarded<T>(secrets: Secrets, act: (forms: readonly SecretForm[]) => Promise<T>): Promise<T> {
  const forms = secretForms(await secrets.known());
  try {
    return await act(forms);
  } catch (error) {
    throw forms.length === 0 ? error : redactedError(forms, error);
  }
}

/** Without `cause` and `details`, in which anything may be. */
function redactedError(forms: readonly SecretForm[], error: unknown): Error {
  if (isFailure(error)) return new LegateError(error.code, redactText(forms, error.message));
  return new Error(
    redactText(forms, error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
}

function redactedOutput(forms: readonly SecretForm[], output: ToolOutput): ToolOutput {
  if (forms.length === 0) return output;
  const { text, full, data, network } = output;
  return {
    ...output,
    text: redactText(forms, text),
    ...(full === undefined ? {} : { full: redactBytes(forms, full) }),
    ...(data === undefined ? {} : { data: redactObject(forms, data) }),
    ...(network === undefined ? {} : { network: redactedNetwork(forms, network) }),
  };
}

/** The names that a command asked for are its own words. */
function redactedNetwork(
  forms: readonly SecretForm[],
  { decisions, leftOut }: NetworkDecisions,
): NetworkDecisions {
  const told = decisions.map((one) => ({ ...one, target: redactText(forms, one.target) }));
  return { decisions: told, leftOut };
}
