import type { TellingStrategy } from "../core/transcript/compaction-policy.ts";
import type { Fit } from "../core/transcript/fit.ts";
import { roomForWords } from "../core/transcript/shorten.ts";
import { asData } from "../core/worker/notices.ts";
import type { Drive } from "./drive.ts";
import { notesByModel } from "./notes-by-model.ts";
import { notTold, recordAsked, type Told } from "./told.ts";
import { within } from "./within.ts";

export function isAsked(strategy: TellingStrategy): strategy is "summary" | "custom" {
  return strategy === "summary" || strategy === "custom";
}

/**
 * Has a model, or the program's own way, tell the old messages in short. Tried once, since the runtime's rule is
 * always there; an answer counts even when the step was cut short meanwhile.
 */
export async function tellInShort(
  drive: Drive,
  fit: Fit,
  strategy: "summary" | "custom",
): Promise<Told | "cut short"> {
  const { clock } = drive.ports;
  const startedMs = clock.monotonicMs();
  const told = strategy === "summary" ? await notesByModel(drive, fit) : await inTheProgramsWay(drive, fit);
  if (!told.ok && drive.cut.aborted) return "cut short";
  const durationMs = Math.round(clock.monotonicMs() - startedMs);
  return { ...told, spent: { ...told.spent, durationMs } };
}

/** It may hang as it likes: neither a stop nor the turn waits for it for longer than for a model. */
async function inTheProgramsWay(drive: Drive, fit: Fit): Promise<Told> {
  const { held, cut: signal } = drive;
  const { clock, compactor } = drive.ports;
  if (compactor === undefined) return notTold("whoever drives it now has no way of its own to compact");
  await recordAsked(drive, fit, { strategy: "custom" });
  const { id, request } = held.worker;
  const asked = { worker: id, messages: fit.old, maxBytes: roomForWords(fit) };
  const answer = Promise.resolve(asked).then((it) => compactor.tell(it, { signal }));
  const what = "the program told the conversation in short";
  try {
    const text = await within(clock, answer, { timeoutMs: request.limits.turnTimeoutMs, signal, what });
    return { ok: true, text: asData(text), spent: {} };
  } catch (error) {
    return notTold(error instanceof Error ? error.message : String(error));
  }
}
