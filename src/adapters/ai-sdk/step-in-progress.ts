import type { FinishReason } from "../../core/journal/record.ts";
import type { AssistantPart } from "../../core/transcript/message.ts";
import { ModelError, type ModelPart, type ModelStep } from "../../ports/model.ts";
import { callPart } from "./call-part.ts";
import type { Finish, StreamPart } from "./language-model.ts";
import { OpenBlock, type ProviderMetadata } from "./open-block.ts";
import { usageOf } from "./usage-of.ts";

/** A step while it streams in: blocks of text and reasoning, calls, and at last how it ended. */
export class StepInProgress {
  readonly #model: string;
  readonly #said: (OpenBlock | AssistantPart)[] = [];
  /** Ids come again after a block has ended, so they name open blocks only. */
  readonly #open = new Map<string, OpenBlock>();
  #finish: Finish | undefined;
  #servedBy: string | undefined;

  constructor(model: string) {
    this.#model = model;
  }

  /** Takes the next part in; answers with what followers should see of it. Throws a streamed error. */
  add(part: StreamPart): ModelPart | undefined {
    switch (part.type) {
      case "text-start":
      case "text-delta":
        return this.#grow("text", part);
      case "reasoning-start":
      case "reasoning-delta":
        return this.#grow("reasoning", part);
      case "text-end":
      case "reasoning-end":
        this.#open.get(part.id)?.add("", part.providerMetadata);
        this.#open.delete(part.id);
        return undefined;
      case "tool-call":
        this.#said.push(callPart(part));
        return undefined;
      case "response-metadata":
        this.#servedBy = part.modelId ?? this.#servedBy;
        return undefined;
      case "finish":
        this.#finish = part;
        return undefined;
      case "error":
        throw part.error;
      default:
        return undefined; // files, sources, pings: nothing that a transcript keeps
    }
  }

  finished(): ModelStep {
    const end = this.#finish?.finishReason.unified;
    if (this.#finish === undefined || end === undefined || end === "interrupted" || end === "error") {
      const message = `${this.#model}: the answer broke off before it was finished.`;
      throw new ModelError({ class: "network", message });
    }
    const parts = this.#said.flatMap((said) => (said instanceof OpenBlock ? said.part() : [said]));
    return {
      parts,
      finish: finishReason(end, parts),
      usage: usageOf(this.#finish.usage),
      ...(this.#servedBy === undefined ? {} : { servedBy: this.#servedBy }),
    };
  }

  #grow(kind: "text" | "reasoning", part: Growth): ModelPart | undefined {
    let block = this.#open.get(part.id);
    if (block === undefined) {
      block = new OpenBlock(kind);
      this.#said.push(block);
      this.#open.set(part.id, block);
    }
    const delta = part.delta ?? "";
    block.add(delta, part.providerMetadata);
    return delta === "" ? undefined : { type: kind, delta };
  }
}

interface Growth {
  readonly id: string;
  readonly delta?: string;
  readonly providerMetadata?: ProviderMetadata;
}

type Ending = Exclude<Finish["finishReason"]["unified"], "interrupted" | "error">;

/** Some servers say "stop" after calls; whether there are calls is what counts. */
function finishReason(end: Ending, parts: readonly AssistantPart[]): FinishReason {
  const hasCalls = parts.some((part) => part.kind === "call");
  switch (end) {
    case "length":
    case "content-filter":
      return end;
    case "stop":
    case "tool-calls":
      return hasCalls ? "calls" : "stop";
    case "other":
      return hasCalls ? "calls" : "other";
  }
}
