import type { LimitHolders, Sandbox } from "../../ports/sandbox.ts";
import type { Check } from "../render/checks.ts";

/** The sandbox's own self-test: it attacks itself and reports what held. */
export async function checkSandbox(sandbox: Sandbox): Promise<Check> {
  const { backend, version, enforced, limits, reasons, untested } = await sandbox.report();
  const missing = Object.entries(enforced).flatMap(([what, holds]) => (holds ? [] : [what]));
  const name = "sandbox";
  if (missing.length === 0) {
    const kept = `${backend} ${version}: files, network, processes and system calls are confined`;
    const found = `${kept}; ${limitsHeld(limits)}`;
    const fix = weakness(limits, untested);
    return fix === undefined ? { name, state: "ok", found } : { name, state: "warn", found, fix };
  }
  const gaps = reasons.map(({ missing: what }) => what).join("; ");
  const fixes = [...new Set(reasons.map(({ fix }) => fix))].join("; ");
  const found = `${backend} ${version} does not enforce ${missing.join(", ")}: ${gaps}`;
  return { name, state: "fail", found, fix: fixes === "" ? "see the README on sandboxing" : fixes };
}

/** e.g. `limits by cgroup (memoryMb, pids), watch (cpuSeconds)`. */
function limitsHeld(limits: LimitHolders): string {
  const byHolder = Object.groupBy(Object.entries(limits), ([, holder]) => holder);
  const held = Object.entries(byHolder).map(
    ([holder, of]) => `${holder} (${of.map(([limit]) => limit).join(", ")})`,
  );
  return `limits by ${held.join(", ")}`;
}

/** What a person should know of a sandbox that holds. */
function weakness(limits: LimitHolders, untested: string | undefined): string | undefined {
  if (untested !== undefined) return `be careful: ${untested}`;
  const unheld = Object.entries(limits).flatMap(([limit, holder]) => (holder === "none" ? [limit] : []));
  if (unheld.length === 0) return undefined;
  return `nothing holds ${unheld.join(", ")} here; "Limits" in docs/security.md says what would`;
}
