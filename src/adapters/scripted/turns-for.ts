import type { Json } from "../../core/json.ts";
import { ModelError, type ModelRequest } from "../../ports/model.ts";
import type { Pattern, Script, ScriptCall, ScriptTurn } from "./script.ts";

/** The turns of the conversation that a request goes on with: of the first task that it began with. */
export function turnsFor(
  name: string,
  { turns = [], tasks }: Script,
  { messages: [first] }: ModelRequest,
): readonly ScriptTurn[] {
  if (tasks === undefined) return turns;
  const asked = first?.role === "user" ? first.text : "";
  for (const task of tasks) {
    const groups = found(task.when, asked);
    if (groups !== undefined) return task.turns.map((turn) => filled(turn, groups));
  }
  const message = `${name} has no task for a conversation that begins with ${JSON.stringify(asked.slice(0, 400))}; it has: ${tasks.map(({ when }) => String(when)).join(", ")}.`;
  throw new ModelError({ class: "script-mismatch", message });
}

type Groups = Readonly<Record<string, string>>;

/** What the named groups matched; nothing where the pattern does not occur. */
function found(when: Pattern, text: string): Groups | undefined {
  if (typeof when === "string") return text.includes(when) ? {} : undefined;
  const match = new RegExp(when.source, when.flags.replace(/[gy]/g, "")).exec(text);
  return match === null ? undefined : (match.groups ?? {});
}

function filled(turn: ScriptTurn, groups: Groups): ScriptTurn {
  return {
    ...turn,
    ...(turn.text === undefined ? {} : { text: put(turn.text, groups) }),
    ...(turn.calls === undefined ? {} : { calls: turn.calls.map((call) => filledCall(call, groups)) }),
  };
}

function filledCall(call: ScriptCall, groups: Groups): ScriptCall {
  return call.arguments === undefined ? call : { ...call, arguments: inside(call.arguments, groups) };
}

function inside(value: Json, groups: Groups): Json {
  if (typeof value === "string") return put(value, groups);
  if (Array.isArray(value)) return value.map((one) => inside(one, groups));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, inside(one, groups)]));
}

/** Names that are no group stay as they stand: they may be words of a template that is written. */
function put(text: string, groups: Groups): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => groups[name] ?? whole);
}
