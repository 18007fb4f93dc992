import type { MapWork } from "./map-node.ts";
import type { WorkflowNode } from "./node.ts";

/** What a node does, in a few words for drawings. */
export function nodeSummary(node: WorkflowNode | MapWork): string {
  switch (node.kind) {
    case "stage":
    case "subagent":
      return node.agent ?? firstLine(node.prompt);
    case "command":
      return node.argv.join(" ");
    case "verify":
      return node.command?.argv.join(" ") ?? node.review?.agent ?? node.subject ?? "a review";
    case "condition":
      return node.if;
    case "map":
      return `each ${node.items ?? "artifact"}: ${node.do.kind} ${nodeSummary(node.do)}`;
    case "reduce":
      return node.stage === undefined ? "concatenated" : (node.stage.agent ?? firstLine(node.stage.prompt));
    case "workflow":
      return node.workflow;
    case "approval":
      return node.question;
    case "escalation":
      return node.reason;
    case "wait":
      return node.until === undefined ? `${(node.forMs ?? 0) / 1000} s` : `until ${node.until}`;
    case "join":
      return node.join.strategy === "quorum" ? `${node.join.atLeast} of them` : node.join.strategy;
    case "fork":
      return "";
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
