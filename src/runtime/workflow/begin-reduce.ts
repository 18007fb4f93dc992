import type { Json } from "../../core/json.ts";
import { isJsonObject } from "../../core/json.ts";
import type { ReduceNode } from "../../core/workflow/reduce-node.ts";
import type { Drive } from "../drive.ts";
import { beginAgent } from "./begin-agent.ts";
import { countProblem, itemsOf } from "./begin-map.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";

/** The parts as text, one after the other; as a template says; or as an agent makes of them. */
export async function beginReduce(drive: Drive, at: Beginning, node: ReduceNode): Promise<Begun> {
  const found = itemsOf(at.scope, node.items);
  if (!found.ok) return at.fails(EXPRESSION_FAILED, `items: ${found.reason}`);
  const items = found.items.filter((item) => item !== null);
  const problem = countProblem(items.length, node.contract?.inputs);
  if (problem !== undefined) return at.fails("contract-broken", problem);
  const inner = at.in(at.scope.with({ items }));
  if (node.stage !== undefined) return beginAgent(drive, inner, node.stage, { contract: node.contract });
  if (node.template === undefined) {
    const text = items.map(textOf).join(node.concat?.separator ?? "\n\n");
    return at.succeeds(text, { text });
  }
  const rendered = inner.scope.render(node.template);
  if (!rendered.ok) return at.fails(EXPRESSION_FAILED, `template: ${rendered.reason}`);
  return at.succeeds(rendered.text, { text: rendered.text });
}

/** A text as it is, what an artifact says, anything else as JSON. */
function textOf(item: Json): string {
  if (typeof item === "string") return item;
  const text = isJsonObject(item) ? item["text"] : undefined;
  return typeof text === "string" && text !== "" ? text : JSON.stringify(item);
}
