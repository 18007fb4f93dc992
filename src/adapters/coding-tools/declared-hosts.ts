import { canonicalEndpoint } from "../../core/policy/network-host.ts";
import { ToolProblem } from "./tool-problem.ts";

const NAME_AND_PORT = /^[a-z0-9.-]+:[1-9][0-9]*$/;

/** The endpoints that a command declares, in canonical form, sorted; a host without a port means 443. */
export function declaredHosts(declared: readonly string[]): readonly string[] {
  return [...new Set(declared.map(endpoint))].sort();
}

function endpoint(declared: string): string {
  const text = declared.trim();
  const canonical = canonicalEndpoint(/:[0-9]+$/.test(text) ? text : `${text}:443`);
  if (canonical !== undefined && NAME_AND_PORT.test(canonical)) return canonical;
  throw new ToolProblem(
    `run_command: network: ${JSON.stringify(declared)} is not a host; give a DNS name and a port, e.g. "registry.npmjs.org:443".`,
  );
}
