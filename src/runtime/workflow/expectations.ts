import type { Json } from "../../core/json.ts";
import type { Expectations } from "../../core/workflow/expectations.ts";
import type { VerifyNode } from "../../core/workflow/work-node.ts";
import type { RuntimePorts } from "../runtime-ports.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";
import type { Scope } from "./scope.ts";

/** A text or value that is there already, held against what is expected of it. */
export function judgeSubject(
  at: Beginning,
  { subject, expect }: Pick<VerifyNode, "subject" | "expect">,
): Begun {
  const found = subject === undefined ? { ok: true as const, value: null } : at.scope.evaluate(subject);
  if (!found.ok) return at.fails(EXPRESSION_FAILED, `subject: ${found.reason}`);
  const text = typeof found.value === "string" ? found.value : JSON.stringify(found.value);
  const problem = unmet(at.ports, at.scope, expect, { text, output: found.value });
  if (problem !== undefined) return at.fails("verification-failed", problem);
  return at.succeeds(found.value, { output: found.value, text });
}

/** What of the expectations does not hold, in words; nothing when all of it does. */
export function unmet(
  { brokenSchema }: Pick<RuntimePorts, "brokenSchema">,
  scope: Scope,
  { contains = [], excludes = [], schema, holds }: Expectations = {},
  { text, output }: { readonly text: string; readonly output: Json },
): string | undefined {
  const lacking = contains.find((part) => !text.includes(part));
  if (lacking !== undefined) return `expected in its text: ${JSON.stringify(lacking)}`;
  const unwanted = excludes.find((part) => text.includes(part));
  if (unwanted !== undefined) return `not expected in its text: ${JSON.stringify(unwanted)}`;
  const broken = schema === undefined ? undefined : brokenSchema(schema, output);
  if (broken !== undefined) return `its output: ${broken}`;
  if (holds === undefined) return undefined;
  const found = scope.with({ text, output }).evaluate(holds);
  if (!found.ok) return `holds: ${found.reason}`;
  return found.value === true ? undefined : `does not hold: ${holds}`;
}
