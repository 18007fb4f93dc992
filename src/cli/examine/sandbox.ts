import type { Sandbox } from "../../ports/sandbox.ts";
import type { Check } from "../render/checks.ts";

/** The sandbox's own self-test: it attacks itself and reports what held. */
export async function checkSandbox(sandbox: Sandbox): Promise<Check> {
  const { backend, version, enforced, reasons } = await sandbox.report();
  const missing = Object.entries(enforced).flatMap(([what, holds]) => (holds ? [] : [what]));
  const name = "sandbox";
  if (missing.length === 0) {
    return {
      name,
      state: "ok",
      found: `${backend} ${version}: files, network, processes and system calls are confined`,
    };
  }
  const gaps = reasons.map(({ missing: what }) => what).join("; ");
  const fixes = [...new Set(reasons.map(({ fix }) => fix))].join("; ");
  const found = `${backend} ${version} does not enforce ${missing.join(", ")}: ${gaps}`;
  return { name, state: "fail", found, fix: fixes === "" ? "see the README on sandboxing" : fixes };
}
