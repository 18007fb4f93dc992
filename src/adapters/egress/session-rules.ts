import type { NetworkDecision } from "../../core/journal/network-decision.ts";
import type { RequestRules } from "./judge-request.ts";
import type { OutsideNetwork } from "./outside-network.ts";

/** What the connections of one way out have in common. */
export interface SessionRules extends RequestRules {
  readonly outside: OutsideNetwork;
  readonly note: (target: string, decision: NetworkDecision["decision"], rule: string) => void;
}
