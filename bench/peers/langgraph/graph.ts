import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";

export interface AgentOptions {
  readonly turns: number;
  /** What the model says beside each call. */
  readonly said: string;
  /** Called whenever the model is asked. */
  readonly onTurn?: () => void;
}

/** The library's own agent: its model asks for one tool call in each of its turns, and then for nothing more. */
export function agent(saver: SqliteSaver, options: AgentOptions) {
  return createReactAgent({ llm: new Looking(options), tools: [look], checkpointSaver: saver });
}

const look = tool(async ({ at }: { at: string }) => `look did ${at}`, {
  name: "look",
  description: "Looks at a place.",
  schema: { type: "object", properties: { at: { type: "string" } }, required: ["at"] },
});

class Looking extends BaseChatModel {
  readonly #options: AgentOptions;

  constructor(options: AgentOptions) {
    super({});
    this.#options = options;
  }

  _llmType() {
    return "looking";
  }

  override bindTools() {
    return this;
  }

  async _generate(messages: BaseMessage[]) {
    const { turns, said, onTurn } = this.#options;
    const turn = (messages.length + 1) / 2;
    onTurn?.();
    const message = turn <= turns ? looking(turn, said) : new AIMessage("done");
    return { generations: [{ text: message.text, message }] };
  }
}

function looking(turn: number, content: string): AIMessage {
  const call = { type: "tool_call", id: `t${turn}`, name: "look", args: { at: "x" } } as const;
  return new AIMessage({ content, tool_calls: [call] });
}

/** Runs one agent to its end in a thread of its own, each step on disk before the next begins. */
export async function runAgent(
  graph: ReturnType<typeof agent>,
  thread: string,
  turns: number,
): Promise<void> {
  const { messages } = await graph.invoke(
    { messages: [{ role: "user", content: "t" }] },
    { configurable: { thread_id: thread }, durability: "sync", recursionLimit: 2 * turns + 5 },
  );
  if (messages.length !== 2 * turns + 2) throw new Error(`${thread} ended with ${messages.length} messages`);
}

/** Its own setting is NORMAL, which a power cut may undo. */
export function durableSaver(file: string): SqliteSaver {
  const saver = SqliteSaver.fromConnString(file);
  saver.db.pragma("journal_mode = WAL");
  saver.db.pragma("synchronous = FULL");
  return saver;
}

/** Throws unless each commit is synced, also after all that the library did to the connection. */
export function assertDurable({ db }: SqliteSaver): void {
  const full = 2;
  const set = db.pragma("synchronous", { simple: true });
  if (set !== full) throw new Error(`synchronous is ${set}, not FULL`);
}
