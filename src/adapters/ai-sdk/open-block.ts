import type { AssistantPart } from "../../core/transcript/message.ts";
import type { StreamPart } from "./language-model.ts";
import { mergedMetadata, providerDataOf } from "./provider-data.ts";

export type ProviderMetadata = Extract<StreamPart, { type: "text-start" }>["providerMetadata"];

/** A block of text or reasoning that may still grow. Its signature comes with the last piece. */
export class OpenBlock {
  readonly #kind: "text" | "reasoning";
  #text = "";
  #metadata: ProviderMetadata;

  constructor(kind: "text" | "reasoning") {
    this.#kind = kind;
  }

  add(delta: string, metadata: ProviderMetadata): void {
    this.#text += delta;
    this.#metadata = mergedMetadata(this.#metadata, metadata);
  }

  /** Nothing when it stayed empty and the provider wants nothing of it back. */
  part(): readonly AssistantPart[] {
    const data = providerDataOf(this.#metadata);
    const keptEmpty = this.#kind === "reasoning" && data.providerData !== undefined;
    return this.#text === "" && !keptEmpty ? [] : [{ kind: this.#kind, text: this.#text, ...data }];
  }
}
