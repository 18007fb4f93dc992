import { type KnownStep, needsOf } from "./step-edges.ts";

/** Kinds whose output is worth reading for who comes after. */
const SPEAKING = ["stage", "subagent", "verify", "command", "reduce", "workflow", "approval", "escalation"];

/**
 * The task of an agent that is only named: the item of its `for_each`, else the results of the steps that it
 * needs, else what the workflow was given.
 */
export function defaultPrompt(
  { step }: KnownStep,
  steps: ReadonlyMap<string, KnownStep>,
  inputs: readonly string[],
): string {
  if (step.for_each !== undefined) return "{{ item }}";
  const before = needsOf(step).filter(({ from }) => SPEAKING.includes(steps.get(from)?.kind ?? "fork"));
  const results = before.map(({ from }) => {
    const output = `steps["${from}"].output`;
    return `{% if ${output} %}Result of ${from}:\n{{ ${output} }}\n{% endif %}`;
  });
  const given = inputs.map((name) => `${name}: {{ inputs["${name}"] }}`);
  return (results.length > 0 ? results : given).join("\n") || "Do what your instructions say.";
}
