import { LegateError } from "../../ports/failure.ts";

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Object ids come back from sandboxed runs; only hex digits go on into arguments of host git. */
export function objectId(text: string | undefined, what: string): string {
  if (text !== undefined && OBJECT_ID.test(text)) return text;
  throw new LegateError(
    "git-failed",
    `git answered ${JSON.stringify(text ?? "")} where the id of ${what} was expected.`,
  );
}
