import type { AssistantPart, Message, ToolResult } from "../core/transcript/message.ts";
import type { HarnItem } from "./harn-message-items.ts";

export interface SaidConversation {
  readonly messages: readonly Message[];
  /** What was left out or mended, one line each. */
  readonly notes: readonly string[];
}

type Call = Extract<AssistantPart, { readonly kind: "call" }>;

/**
 * Builds messages from what was said, one item after the other. What it answers is valid for a model: each
 * call has its result right after it, whatever was missing or out of place.
 */
export class Conversation {
  readonly #messages: Message[] = [];
  readonly #leftOut = new Map<string, number>();
  #parts: AssistantPart[] = [];
  #results = new Map<string, ToolResult>();
  #open: readonly Call[] = [];
  #turn = 0;
  #unanswered = 0;
  #orphans = 0;

  take(item: HarnItem): void {
    switch (item.item) {
      case "user":
        this.#user(item.text);
        break;
      case "said":
        if (item.text !== "") this.#add({ kind: item.kind, text: item.text });
        break;
      case "call":
        this.#call(item);
        break;
      case "result":
        this.#result(item);
        break;
      case "left-out":
        this.#leftOut.set(item.what, (this.#leftOut.get(item.what) ?? 0) + 1);
        break;
      case "end":
        this.#closeAnswer();
        break;
    }
  }

  end(): SaidConversation {
    this.#settle();
    const left = [...this.#leftOut].map(([what, count]) => `${count} ${what}`);
    return {
      messages: this.#messages,
      notes: [
        ...(left.length > 0 ? [`left out of the conversation: ${left.join(", ")}`] : []),
        ...(this.#unanswered > 0 ? [`${this.#unanswered} calls had no result; the model is told so`] : []),
        ...(this.#orphans > 0
          ? [`${this.#orphans} results had no call; they are carried as plain text`]
          : []),
      ],
    };
  }

  #user(text: string): void {
    this.#settle();
    if (text !== "") this.#messages.push({ role: "user", text });
  }

  #add(part: AssistantPart): void {
    if (this.#parts.length === 0) {
      this.#settle();
      this.#turn += 1;
    }
    this.#parts.push(part);
  }

  #call({ id, tool, arguments: args, malformed }: Extract<HarnItem, { readonly item: "call" }>): void {
    const nth = this.#parts.filter(({ kind }) => kind === "call").length + 1;
    const turn = this.#parts.length === 0 ? this.#turn + 1 : this.#turn;
    const call = `t${turn}.${nth}`;
    const told = malformed === undefined ? {} : { malformed };
    this.#add({ kind: "call", call, providerCall: id === "" ? call : id, tool, arguments: args, ...told });
  }

  #closeAnswer(): void {
    if (this.#parts.length === 0) return;
    this.#messages.push({ role: "assistant", parts: this.#parts });
    this.#open = this.#parts.filter((part) => part.kind === "call");
    this.#parts = [];
  }

  /** By its id; one without an id is the result of the first call that has none yet. */
  #result({ id, text, isError }: Extract<HarnItem, { readonly item: "result" }>): void {
    this.#closeAnswer();
    const waiting = this.#open.filter(({ call }) => !this.#results.has(call));
    const asked = id === "" ? waiting[0] : waiting.find(({ providerCall }) => providerCall === id);
    if (asked !== undefined) {
      const { call, providerCall, tool } = asked;
      this.#results.set(call, { call, providerCall, tool, text, isError });
      return;
    }
    this.#orphans += 1;
    this.#user(`[result of a tool call] ${text}`);
  }

  /** Nothing may come between calls and their results. */
  #settle(): void {
    this.#closeAnswer();
    if (this.#open.length === 0) return;
    const results = this.#open.map((call) => this.#results.get(call.call) ?? this.#missing(call));
    this.#messages.push({ role: "tool", results });
    this.#open = [];
    this.#results = new Map();
  }

  #missing({ call, providerCall, tool }: Call): ToolResult {
    this.#unanswered += 1;
    const text = JSON.stringify({
      error: "outcome_unknown",
      reason: "the program that ran this call recorded no result",
    });
    return { call, providerCall, tool, text, isError: true };
  }
}
