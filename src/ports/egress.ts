import type { NetworkDecisions } from "../core/journal/network-decision.ts";
import type { Outlet } from "./sandbox.ts";

/**
 * Lets commands out to the endpoints that they declared and nowhere else, and tells what it decided.
 *
 * E1. Each opening is for one call: its credential opens no other.
 * E2. What is refused never causes a connection, nor a question to a name server for a name that was not
 *     declared.
 */
export interface Egress {
  /** `endpoints` are `host:port` in canonical form. */
  open(endpoints: readonly string[]): OpenEgress;
}

/** A way out while a call runs; disposing ends whatever still goes through it. */
export interface OpenEgress extends Disposable {
  readonly outlet: Outlet;
  /** What programs inside are told, the credential included. */
  readonly env: Readonly<Record<string, string>>;
  /** What was decided so far. */
  decided(): NetworkDecisions;
}
