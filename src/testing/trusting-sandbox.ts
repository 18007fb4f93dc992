import { LegateError } from "../ports/failure.ts";
import type { Sandbox } from "../ports/sandbox.ts";

/** Says that everything is enforced and runs nothing: for tests whose tools start no process. */
export function createTrustingSandbox(): Sandbox {
  const enforced = { fsRead: true, fsWrite: true, network: true, processTree: true, systemCalls: true };
  return {
    report: async () => ({ backend: "none (test)", version: "0", enforced, reasons: [] }),
    run: async () => {
      throw new LegateError(
        "sandbox-unavailable",
        "This sandbox runs nothing; it is for tests without commands.",
      );
    },
  };
}
