import { LegateError } from "../../ports/failure.ts";
import { ModelError, type ModelPart, type ModelRequest } from "../../ports/model.ts";
import { callOptions } from "./call-options.ts";
import { describeFailure } from "./describe-failure.ts";
import type { Endpoint } from "./endpoint.ts";
import type { LanguageModel, StreamPart } from "./language-model.ts";
import { StepInProgress } from "./step-in-progress.ts";

export interface StreamStep {
  readonly endpoint: Endpoint;
  readonly load: () => Promise<LanguageModel>;
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * One model call. Whatever way this ends (done, failed, stopped, or nobody listens any more), the
 * request ends with it: the signal reaches the request, and leaving the loop cancels the stream.
 */
export async function* streamStep(call: StreamStep): AsyncGenerator<ModelPart> {
  try {
    yield* partsOf(call);
  } catch (error) {
    if (call.signal.aborted) throw stopped(call.signal);
    // No cause: a provider's error object holds the whole request, and may hold the key.
    throw error instanceof ModelError
      ? error
      : new ModelError(describeFailure(error, call.endpoint, call.now()));
  }
}

async function* partsOf({ endpoint, load, request, signal }: StreamStep): AsyncGenerator<ModelPart> {
  signal.throwIfAborted();
  const model = await load();
  const options = { ...callOptions(request, endpoint), abortSignal: signal };
  const { stream } = await untilAborted(model.doStream(options), signal);
  const step = new StepInProgress(endpoint.name);
  for await (const part of read(stream, signal)) {
    const live = step.add(part);
    if (live !== undefined) yield live;
  }
  yield { type: "finished", step: step.finished() };
}

/** Does not wait for the stream to notice the abort, which some notice late. */
async function* read(stream: ReadableStream<StreamPart>, signal: AbortSignal): AsyncGenerator<StreamPart> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined); // already failed or over: nothing left to say
  }
}

async function untilAborted<T>(started: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  const work = Promise.resolve(started);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    work.catch(() => undefined); // its loss of the race is no failure of anybody's
  }
}

function stopped(signal: AbortSignal): LegateError {
  return new LegateError("aborted", "The model call was stopped.", { cause: signal.reason });
}
