/** Everything that a node can be. A kind that is not here is an error, never a stage. */
export const NODE_KINDS = [
  "stage",
  "verify",
  "condition",
  "fork",
  "join",
  "map",
  "reduce",
  "subagent",
  "escalation",
  "approval",
  "command",
  "wait",
  "workflow",
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];
