/** What became of one request of a command for a way out, and how often. */
export interface NetworkDecision {
  /** `host:port`; of a request that names none, `(unreadable)`. */
  readonly target: string;
  /** `allow`: it was dialed, whether or not anybody answered. */
  readonly decision: "allow" | "deny";
  /** What decided, e.g. `declared`, `not declared`, `address: 127.0.0.1 is loopback`. */
  readonly rule: string;
  readonly times: number;
}

/** All of them for one call; recorded in the same commit as its outcome, before that. */
export interface NetworkRecord extends NetworkDecisions {
  readonly type: "network.decided";
  readonly call: string;
}

export interface NetworkDecisions {
  readonly decisions: readonly NetworkDecision[];
  /** How many requests more there were than are told one by one. */
  readonly leftOut: number;
}
