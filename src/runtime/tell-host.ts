import type { Clock } from "../ports/clock.ts";
import type { Host, HostEvent } from "../ports/host.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Tells a host one event after the other, each again until the host took it (H1 to H3 of `Host`). Ends
 * with the events, or when `signal` aborts; answers the last position that the host took.
 */
export async function tellHost(
  clock: Clock,
  host: Host,
  events: AsyncIterable<HostEvent>,
  options: Telling,
): Promise<number | undefined> {
  let told: number | undefined;
  for await (const event of events) {
    if (!(await took(clock, host, event, options))) break;
    told = event.position;
  }
  return told;
}

interface Telling {
  readonly signal: AbortSignal;
  readonly report: ((error: unknown) => void) | undefined;
}

async function took(clock: Clock, host: Host, event: HostEvent, telling: Telling): Promise<boolean> {
  const { signal, report } = telling;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await host.notify(event);
      return true;
    } catch (error) {
      report?.(error);
      await clock.sleep(pauseMs, signal);
    }
    if (signal.aborted) return false;
  }
}
