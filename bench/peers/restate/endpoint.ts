import { createServer } from "node:http2";
import { type Context, createEndpointHandler, service } from "@restatedev/restate-sdk";

interface Message {
  readonly role: "user" | "assistant" | "tool";
  readonly text: string;
  readonly call?: string;
}

// The process that runs the workers: an agent whose model asks for one tool call in each of its turns, and
// then for nothing more. Each answer of the model and each outcome of a call is a durable step.
const worker = service({
  name: "worker",
  handlers: {
    async run(context: Context, { turns }: { turns: number }): Promise<number> {
      const messages: Message[] = [{ role: "user", text: "t" }];
      for (let turn = 1; ; turn++) {
        const answer = await context.run("model", () => ask(turn <= turns ? `t${turn}` : undefined));
        messages.push(answer);
        const { call } = answer;
        if (call === undefined) return messages.length;
        messages.push(await context.run("tool", (): Message => ({ role: "tool", text: "look did x", call })));
      }
    },
  },
});

function ask(call: string | undefined): Message {
  return { role: "assistant", text: "", ...(call === undefined ? {} : { call }) };
}

const server = createServer(createEndpointHandler({ services: [worker] }));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});
