import type { AssistantPart, CallPart } from "../../core/transcript/message.ts";
import type { ScriptCall, ScriptTurn } from "./script.ts";

/** What a turn says, as the parts of one assistant message: reasoning, text, calls. */
export function spokenParts(turn: ScriptTurn, number: number): readonly AssistantPart[] {
  return [
    ...(turn.reasoning === undefined ? [] : [{ kind: "reasoning", text: turn.reasoning } as const]),
    ...(turn.text === undefined ? [] : [{ kind: "text", text: turn.text } as const]),
    ...(turn.calls ?? []).map((call, index) => spokenCall(call, `scripted_${number}_${index + 1}`)),
  ];
}

function spokenCall(call: ScriptCall, providerCall: string): CallPart {
  const said = { kind: "call", call: "", providerCall, tool: call.tool } as const;
  if (call.malformed !== undefined) return { ...said, arguments: {}, malformed: call.malformed };
  return { ...said, arguments: call.arguments ?? {} };
}
