import { styleText } from "node:util";
import type { Json, RecordType, StoredRecord, WorkerRecord } from "../src/index.ts";

/** Maps of more items than these are told by their ends alone. */
const SHOWN_ONE_BY_ONE = 8;

type Of<T extends RecordType> = Extract<WorkerRecord, { readonly type: T }>;

/** Tells the records of a run, and of the workers that it makes, as lines for people. */
export function stepTeller(print: (line: string) => void): (stored: StoredRecord) => void {
  const stepOf = new Map<string, string>();
  const itemsOf = new Map<string, readonly Json[]>();
  let begunAt: number | undefined;
  let ended = 0;

  return ({ worker, at, record }) => {
    begunAt ??= Date.parse(at);
    const said = told(worker, record);
    const time = `${((Date.parse(at) - begunAt) / 1000).toFixed(1)}s`.padStart(6);
    if (said !== undefined) print(`${styleText("dim", time)}  ${said}`);
  };

  function told(worker: string, record: WorkerRecord): string | undefined {
    switch (record.type) {
      case "node.started":
        return begins(record);
      case "node.settled":
        return ends(record);
      case "call.decided":
        return calls(stepOf.get(worker), record);
      case "approval.asked":
        return styleText("yellow", "asks a person, and waits");
      case "turn.failed":
        return `${styleText("red", record.error.class)} ${record.error.message}`;
      default:
        return undefined;
    }
  }

  function begins({ visit, child, items, does }: Of<"node.started">): string | undefined {
    if (items !== undefined) itemsOf.set(visit, items);
    const many = manyOf(visit);
    if (child !== undefined && many === undefined) stepOf.set(child, visit);
    if (many !== undefined || (does !== undefined && "question" in does)) return undefined;
    const command = does === undefined ? "" : `  ${words(does.arguments["argv"])}`;
    return `${styleText("bold", shown(visit))} begins${items === undefined ? command : `, ${items.length} items`}`;
  }

  function ends(record: Of<"node.settled">): string {
    const { visit, outcome, code = "", takenIn = [] } = record;
    const many = manyOf(visit);
    const name = many === undefined ? shown(visit) : `${shown(mapOf(visit))} ${++ended} of ${many.length}`;
    if (outcome === "failure") return `${styleText("red", `${name} ${code}`)}  ${saying(record)}`;
    const files = takenIn.length === 0 ? "" : `, takes in ${takenIn.join(" ")}`;
    const says = many === undefined && !itemsOf.has(visit) ? `  ${saying(record)}` : "";
    return `${styleText("green", `${name} ${outcome}`)}${files}${says}`.trimEnd();
  }

  function calls(step: string | undefined, { decision, exact, reason }: Of<"call.decided">) {
    if (step === undefined || exact === undefined) return undefined;
    const refused = decision === "deny" ? styleText("red", `  ${reason}`) : "";
    return styleText("dim", `  ${shown(step)}  ${exact.summary}${refused}`);
  }

  function manyOf(visit: string): readonly Json[] | undefined {
    const items = visit.includes("/") ? itemsOf.get(mapOf(visit)) : undefined;
    return items !== undefined && items.length > SHOWN_ONE_BY_ONE ? items : undefined;
  }
}

/** `test` of `test#1`, `test, visit 2` of `test#2`, `code 1` of `code#1/0`. */
function shown(visit: string): string {
  const [, node = visit, number = "1", branch] = /^(.*)#(\d+)(?:\/(\d+))?$/.exec(visit) ?? [];
  const which = branch === undefined ? "" : ` ${Number(branch) + 1}`;
  return `${node}${which}${number === "1" ? "" : `, visit ${number}`}`;
}

function mapOf(visit: string): string {
  return visit.replace(/\/\d+$/, "");
}

function saying({ output, text = "", reason }: Of<"node.settled">): string {
  const isObject = typeof output === "object" && output !== null && !Array.isArray(output);
  if (isObject && "exitCode" in output) return `exit code ${output["exitCode"]}`;
  return firstLine(reason ?? (isObject ? JSON.stringify(output) : text));
}

function words(argv: Json | undefined): string {
  return Array.isArray(argv) ? firstLine(argv.join(" ")) : "";
}

function firstLine(text: string): string {
  const [first = ""] = text.trim().split("\n");
  return first.length > 90 ? `${first.slice(0, 89)}…` : first;
}
