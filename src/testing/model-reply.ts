/** What a fake provider answers to one request: an error, or a streamed message. */
export interface ModelReply {
  readonly text?: string;
  readonly reasoning?: string;
  /** Anthropic's proof that it reasoned this way; it wants to see it again. @default "signature" */
  readonly signature?: string;
  readonly calls?: readonly ReplyCall[];
  /** In the provider's own words. @default that it stopped for its calls, or because it was done */
  readonly finish?: string;
  readonly usage?: ReplyUsage;
  /** In the middle of the stream, after the text: an error as the provider streams it. */
  readonly streamedError?: unknown;

  /** Answers with this HTTP status (an error) instead. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;

  /** Sends only so many events, then breaks the connection. */
  readonly cutAfter?: number;
  /** How it breaks. @default "reset" */
  readonly cut?: "reset" | "politely";
  /** Sends what it has and then nothing, until the client goes away. */
  readonly hang?: boolean;
}

export interface ReplyCall {
  readonly id: string;
  readonly name: string;
  /** The text as it streams: JSON, or what a confused model sends instead. */
  readonly arguments: string;
}

export interface ReplyUsage {
  /** Not counting what was read from or written to the cache. */
  readonly input?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly reasoning?: number;
}

/** A text in pieces, as it would stream. */
export function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,7}/gu) ?? [];
}
