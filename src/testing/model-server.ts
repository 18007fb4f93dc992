import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ModelReply } from "./model-reply.ts";

/** A model provider on loopback, for tests: answers from a list, and remembers what it was asked. */
export interface ModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a path. */
  readonly origin: string;
  /** Every request so far, the refused ones included. */
  readonly requests: readonly RecordedRequest[];
  /** Connections on which an answer is still being given. */
  openAnswers(): number;
  /** Closes at once, open answers included. Safe to call twice. */
  close(): Promise<void>;
}

export interface RecordedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** How one wire format is spoken. */
export interface WireFormat {
  /** What a real server would object to; nothing when the request is right. */
  readonly objection: (request: RecordedRequest) => HttpError | undefined;
  /** The events of a streamed answer, each as the text that goes over the wire. */
  readonly events: (reply: ModelReply, request: RecordedRequest) => readonly string[];
}

export interface HttpError {
  readonly status: number;
  readonly body: unknown;
}

/** What it answers: one reply after the other, or what is made of each request. */
export type Replies =
  | readonly ModelReply[]
  | ((request: RecordedRequest) => ModelReply | undefined | Promise<ModelReply | undefined>);

/**
 * Starts a server that gives the replies in order, one for each request that is right; a request
 * that a real server would refuse is refused and uses up nothing. Without a reply left it answers 418.
 */
export async function startModelServer(format: WireFormat, replies: Replies): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  const next = typeof replies === "function" ? replies : oneAfterTheOther(replies);
  const open = new Set<ServerResponse>();
  const server = createServer((incoming, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    answer(incoming, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = { path: incoming.url ?? "", headers: incoming.headers, body: await jsonBody(incoming) };
    requests.push(request);
    const objection = format.objection(request);
    if (objection !== undefined) return refuse(response, objection, {});
    const reply = await next(request);
    if (reply === undefined)
      return refuse(response, { status: 418, body: { error: { message: "no reply left" } } }, {});
    if (reply.status !== undefined)
      return refuse(response, { status: reply.status, body: reply.body }, reply.headers ?? {});
    await stream(response, format.events(reply, request), reply);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    openAnswers: () => open.size,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function oneAfterTheOther(replies: readonly ModelReply[]): () => ModelReply | undefined {
  const left = [...replies];
  return () => left.shift();
}

async function jsonBody(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function refuse(response: ServerResponse, error: HttpError, headers: Readonly<Record<string, string>>): void {
  response.writeHead(error.status, { "content-type": "application/json", ...headers });
  response.end(typeof error.body === "string" ? error.body : JSON.stringify(error.body));
}

/** Each event is flushed by itself, so a connection can break between any two. */
async function stream(response: ServerResponse, events: readonly string[], reply: ModelReply): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const shown = reply.cutAfter === undefined ? events : events.slice(0, reply.cutAfter);
  for (const event of shown) {
    await new Promise((resolve) => response.write(event, resolve));
  }
  if (reply.hang === true) return;
  if (reply.cutAfter !== undefined && reply.cut !== "politely") {
    // What was written must have left before the connection is reset under it.
    await new Promise((resolve) => setImmediate(resolve));
    response.destroy();
    return;
  }
  response.end();
}
