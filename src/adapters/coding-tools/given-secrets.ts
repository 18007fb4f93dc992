import { Redactor } from "../../core/secrets/redactor.ts";
import { type SecretValues, secretForms } from "../../core/secrets/secret-forms.ts";
import type { OutputFilter } from "../../ports/sandbox.ts";
import type { Secrets } from "../../ports/secrets.ts";
import { ToolProblem } from "./tool-problem.ts";

const NONE: SecretValues = new Map();

export interface GivenSecrets {
  readonly env: Readonly<Record<string, string>>;
  /** Keeps every known secret out of a stream, before anything of it is cut off or kept; absent without any. */
  readonly filter?: () => OutputFilter;
}

/** What a command gets that names these secrets. Throws a problem when one of them cannot be had. */
export async function givenSecrets(
  secrets: Secrets | undefined,
  names: readonly string[],
): Promise<GivenSecrets> {
  const { values, problems } = (await secrets?.resolve(names)) ?? { values: NONE, problems: names };
  if (problems.length > 0) {
    throw new ToolProblem(`run_command: secrets: ${problems.join("; ")}. The command was not started.`);
  }
  const forms = secretForms(new Map([...((await secrets?.known()) ?? []), ...values]));
  const env = Object.fromEntries(values);
  return forms.length === 0 ? { env } : { env, filter: () => new Redactor(forms) };
}
