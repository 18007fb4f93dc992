import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type AIMessageFields, type BaseMessage } from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { Annotation, END, messagesStateReducer, Send, START, StateGraph } from "@langchain/langgraph";
import { childOptions, numberIn, textIn } from "../../child.ts";
import { assertDurable, durableSaver } from "./graph.ts";

const options = childOptions();
const branches = numberIn(options, "branches");

/** Says what it was asked, at once, and what that took. */
class Echo extends BaseChatModel {
  _llmType() {
    return "echo";
  }

  async _generate(messages: BaseMessage[]) {
    const text = messages.at(-1)?.text ?? "";
    const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    const message = new AIMessage({ content: text, usage_metadata: usage } as AIMessageFields);
    return { generations: [{ text, message }] };
  }
}

const asked = ChatPromptTemplate.fromMessages([["user", "item {item}"]]).pipe(new Echo({}));

/** What the model answered is kept whole, with its usage, as ours is. */
const State = Annotation.Root({
  items: Annotation<number[]>,
  said: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),
  joined: Annotation<string>,
});

const saver = durableSaver(textIn(options, "file"));
const graph = new StateGraph(State)
  .addNode("each", async ({ item }: { item: number }) => ({ said: [await asked.invoke({ item })] }))
  .addNode("join", async ({ said }) => ({ joined: said.map(({ text }) => text).join("\n\n") }))
  .addConditionalEdges(START, ({ items }) => items.map((item) => new Send("each", { item })), ["each"])
  .addEdge("each", "join")
  .addEdge("join", END)
  .compile({ checkpointer: saver });

await complete("warm-up", 20);
const times: number[] = [];
for (let run = 0; run < numberIn(options, "runs"); run++) {
  const started = performance.now();
  await complete(`run-${run}`, branches);
  times.push(performance.now() - started);
}
assertDurable(saver);
const count = "SELECT count(*) FROM writes WHERE channel = 'said' AND thread_id LIKE 'run-%'";
process.stdout.write(`${JSON.stringify({ times, kept: saver.db.prepare(count).pluck().get() })}\n`);

async function complete(thread: string, size: number): Promise<void> {
  const items = Array.from({ length: size }, (_, index) => index);
  const { said } = await graph.invoke(
    { items },
    { configurable: { thread_id: thread }, durability: "sync", recursionLimit: 10, maxConcurrency: size },
  );
  if (said.length !== size) throw new Error(`${thread} ended with ${said.length} answers`);
}
