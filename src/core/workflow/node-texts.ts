import type { AgentWork } from "./agent-work.ts";
import type { CommandWork } from "./command-work.ts";
import type { Expectations } from "./expectations.ts";
import type { MapWork } from "./map-node.ts";
import type { WorkflowNode } from "./node.ts";

/** One expression or template of a node, and where it stands. */
export interface NodeText {
  readonly language: "expression" | "template";
  readonly source: string;
  /** In the node. */
  readonly path: readonly (string | number)[];
  /** What an expression must give. @default any JSON */
  readonly gives?: "bool" | "list" | "time";
  /** Names it may read beside those that every text may. */
  readonly names: readonly string[];
  /** Whose values are read as `with.<name>`. */
  readonly with?: Readonly<Record<string, string>>;
}

/** Every text of a node, those of what a map does included. */
export function nodeTexts(node: WorkflowNode): readonly NodeText[] {
  const when = expression(["when"], node.when, { gives: "bool" });
  return [...when, ...ownTexts(node)];
}

function ownTexts(node: WorkflowNode): readonly NodeText[] {
  switch (node.kind) {
    case "stage":
    case "subagent":
    case "command":
    case "verify":
    case "workflow":
      return workTexts(node);
    case "condition":
      return expression(["if"], node.if, { gives: "bool" });
    case "map":
      return [...expression(["items"], node.items, { gives: "list" }), ...branchTexts(node.do)];
    case "reduce": {
      const items = { names: ["items"] };
      return [
        ...expression(["items"], node.items, { gives: "list" }),
        ...template(["template"], node.template, items),
        ...below("stage", node.stage === undefined ? [] : agentTexts(node.stage, items)),
      ];
    }
    case "approval":
      return template(["question"], node.question);
    case "escalation":
      return template(["reason"], node.reason);
    case "wait":
      return expression(["until"], node.until, { gives: "time" });
    case "fork":
    case "join":
      return [];
  }
}

function workTexts(node: MapWork): readonly NodeText[] {
  switch (node.kind) {
    case "stage":
    case "subagent":
      return agentTexts(node);
    case "command":
      return commandTexts(node);
    case "workflow":
      return withTexts(node.with);
    case "verify":
      return [
        ...below("command", node.command === undefined ? [] : commandTexts(node.command)),
        ...below("review", node.review === undefined ? [] : agentTexts(node.review)),
        ...expression(["subject"], node.subject),
        ...holdsText(node.expect),
      ];
  }
}

function branchTexts(work: MapWork): readonly NodeText[] {
  return below("do", workTexts(work)).map((text) => ({ ...text, names: [...text.names, "item", "index"] }));
}

function agentTexts(work: AgentWork, more: More = {}): readonly NodeText[] {
  const own = { ...more, ...withOf(work.with) };
  return [
    ...withTexts(work.with, more),
    ...template(["prompt"], work.prompt, own),
    ...template(["system"], work.system, own),
  ];
}

function commandTexts(work: CommandWork): readonly NodeText[] {
  const words = work.argv.flatMap((word, at) => template(["argv", at], word, withOf(work.with)));
  return [...withTexts(work.with), ...words];
}

function holdsText(expect: Expectations | undefined): readonly NodeText[] {
  return expression(["expect", "holds"], expect?.holds, { gives: "bool", names: ["output", "text"] });
}

function withTexts(values: Readonly<Record<string, string>> = {}, more: More = {}): readonly NodeText[] {
  return Object.entries(values).flatMap(([name, source]) => expression(["with", name], source, more));
}

type More = Partial<Pick<NodeText, "gives" | "names" | "with">>;

function withOf(values: Readonly<Record<string, string>> | undefined): More {
  return values === undefined ? {} : { with: values };
}

function expression(
  path: NodeText["path"],
  source: string | undefined,
  more: More = {},
): readonly NodeText[] {
  return source === undefined ? [] : [{ language: "expression", path, source, names: [], ...more }];
}

function template(path: NodeText["path"], source: string | undefined, more: More = {}): readonly NodeText[] {
  return source === undefined ? [] : [{ language: "template", path, source, names: [], ...more }];
}

function below(field: string, texts: readonly NodeText[]): readonly NodeText[] {
  return texts.map((text) => ({ ...text, path: [field, ...text.path] }));
}
