import { setTimeout as sleep } from "node:timers/promises";
import { NO_USAGE } from "../../core/usage/usage.ts";
import { LegateError } from "../../ports/failure.ts";
import { type Model, ModelError, type ModelPart, type ModelRequest } from "../../ports/model.ts";
import { unmet } from "./expectation.ts";
import type { Script, ScriptTurn } from "./script.ts";
import { errorOfAttempt, modelError } from "./script-error.ts";
import { spokenParts } from "./spoken-parts.ts";
import { turnsFor } from "./turns-for.ts";

/**
 * A model that says what its script wrote down. Where it is in the script is `request.turn` and
 * `request.attempt` and nothing else: it remembers nothing, so another process continues it.
 */
export function scriptedModel(name: string, script: Script): Model {
  const price = script.price ?? { input: 0, output: 0 };
  return {
    name,
    ...(price === "unknown" ? {} : { price }),
    ...(script.contextWindow === undefined ? {} : { contextWindow: script.contextWindow }),
    step: (request, { signal }) => play(name, script, request, signal),
  };
}

async function* play(
  name: string,
  script: Script,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const turn = turnOf(name, script, request);
  const pauseMs = turn.streamDelayMs ?? script.streamDelayMs ?? 0;
  await pause(turn.delayMs ?? 0, signal);
  const failing = errorOfAttempt(turn, request.attempt);
  if (failing !== undefined) {
    yield* streamed("text", failing.afterText, pauseMs, signal);
    throw modelError(name, request, failing);
  }
  yield* streamed("reasoning", turn.reasoning, pauseMs, signal);
  yield* streamed("text", turn.text, pauseMs, signal);
  yield { type: "finished", step: finished(name, turn, request.turn) };
}

/** The turn that is asked for, when the script has it and what was asked is what it expects. */
function turnOf(name: string, script: Script, request: ModelRequest): ScriptTurn {
  const turn = written(name, script, request);
  const reason = unmet(turn.expect ?? {}, request);
  if (reason === undefined) return turn;
  throw new ModelError({ class: "script-mismatch", message: `Turn ${request.turn} of ${name}: ${reason}` });
}

function written(name: string, script: Script, request: ModelRequest): ScriptTurn {
  const { turn, summary } = request;
  const [kind, list, number] =
    summary === undefined
      ? (["turn", turnsFor(name, script, request), turn] as const)
      : (["summary", script.summaries ?? [], summary] as const);
  const found = list[number - 1];
  if (found !== undefined) return found;
  const many = kind === "turn" ? "turns" : "summaries";
  const message = `${name} has ${list.length} ${many} and was asked for ${kind} ${number}; add a ${kind} to the script, or end the work earlier.`;
  throw new ModelError({ class: "script-exhausted", message });
}

function finished(name: string, turn: ScriptTurn, number: number) {
  return {
    parts: spokenParts(turn, number),
    finish: turn.finish ?? (turn.calls === undefined ? "stop" : "calls"),
    usage: { ...NO_USAGE, ...turn.usage },
    servedBy: name,
  } as const;
}

/** Word by word, as providers do. */
async function* streamed(
  type: "text" | "reasoning",
  text: string | undefined,
  pauseMs: number,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  for (const delta of text?.match(/\s*\S+\s*|\s+/gu) ?? []) {
    await pause(pauseMs, signal);
    yield { type, delta };
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0 && !signal.aborted) await sleep(ms, undefined, { signal }).catch(() => undefined);
  if (signal.aborted)
    throw new LegateError("aborted", "The model call was stopped.", { cause: signal.reason });
}
