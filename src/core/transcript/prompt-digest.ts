import { itemsOf } from "../append-only.ts";
import { canonicalJson, type Json } from "../json.ts";
import type { Worker } from "../worker/worker.ts";
import type { Message } from "./message.ts";

/**
 * The digest of the prompt that a worker's model would be asked with now: chained over its system prompt, the
 * names of its tools and its messages, so that a request costs what is new in it.
 */
export function promptDigest(worker: Worker, digest: (text: string) => string): string {
  const { prompt, request, messages } = worker;
  const before = prompt.digest || digest(canonicalJson([request.system, [...request.tools]]));
  const fresh = itemsOf<Message>(messages, prompt.messages);
  return fresh.length === 0 ? before : digest(`${before}\n${canonicalJson(fresh as unknown as Json)}`);
}
