import type { Toolbox } from "../../ports/toolbox.ts";
import { toolboxOf } from "../../ports/toolbox-of.ts";
import { closeAgent, listAgents, resumeAgent, sendInput, waitAgent } from "./address-tools.ts";
import { spawnAgent } from "./spawn-agent.ts";

/** The tools by which a worker has workers of its own. Names and meanings follow Harn. */
export function createDelegationTools(): Toolbox {
  return toolboxOf([spawnAgent, waitAgent, sendInput, resumeAgent, closeAgent, listAgents]);
}
