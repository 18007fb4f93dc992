import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";

/** As little as an agent can keep: plain objects, which are cheaper here than the library's message classes. */
export interface Message {
  readonly role: "user" | "assistant" | "tool";
  readonly text: string;
  readonly call?: string;
}

const State = Annotation.Root({
  messages: Annotation<Message[]>({ reducer: (all, more) => all.concat(more), default: () => [] }),
});

export interface AgentOptions {
  readonly turns: number;
  /** What the model says beside each call. */
  readonly said: string;
  /** Called whenever the model is asked. */
  readonly onTurn?: () => void;
}

/** An agent whose model asks for one tool call in each of its turns, and then for nothing more. */
export function agent(saver: SqliteSaver, { turns, said, onTurn }: AgentOptions) {
  return new StateGraph(State)
    .addNode("model", async ({ messages }) => {
      const turn = (messages.length + 1) / 2;
      onTurn?.();
      const answer = turn <= turns ? { text: said, call: `t${turn}` } : { text: "done" };
      return { messages: [{ role: "assistant" as const, ...answer }] };
    })
    .addNode("tools", async ({ messages }) => {
      const call = messages.at(-1)?.call ?? "";
      return { messages: [{ role: "tool" as const, text: "look did x", call }] };
    })
    .addEdge(START, "model")
    .addConditionalEdges("model", ({ messages }) => (messages.at(-1)?.call === undefined ? END : "tools"))
    .addEdge("tools", "model")
    .compile({ checkpointer: saver });
}

/** Runs one agent to its end in a thread of its own, each step on disk before the next begins. */
export async function runAgent(
  graph: ReturnType<typeof agent>,
  thread: string,
  turns: number,
): Promise<void> {
  const { messages } = await graph.invoke(
    { messages: [{ role: "user", text: "t" }] },
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
