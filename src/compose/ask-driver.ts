import { ask } from "../adapters/unix-socket/ask.ts";
import { type DriverAnswer, parseDriverAnswer } from "../wire/driver-process.ts";

export const DRIVER_SOCKET = "driver.sock";

/** A driver that says nothing for so long hangs: no step of ours keeps its thread that long. */
export const SILENCE_MS = 20_000;

export type FoundDriver =
  | { readonly state: "absent" | "silent" }
  /** `says` is absent when it is of a release that says nothing of itself. */
  | { readonly state: "answers"; readonly says?: DriverAnswer };

/** Asks the background driver of a state directory how it is, and whether it could call these models. */
export async function askDriver(
  stateDir: string,
  models: readonly string[] = [],
  silenceMs = SILENCE_MS,
): Promise<FoundDriver> {
  const asked = await ask(stateDir, DRIVER_SOCKET, { models: [...new Set(models)] }, silenceMs);
  if (asked.state !== "answers") return asked;
  const says = parseDriverAnswer(asked.answer);
  return says === undefined ? { state: "answers" } : { state: "answers", says };
}
