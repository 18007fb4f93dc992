import type { DriverId } from "../core/ids.ts";
import type { Presence } from "../ports/presence.ts";

/**
 * Whether what a driver holds can be claimed: it is dead, or it hangs, and nothing that it began is under
 * way any more.
 */
export async function isGone(presence: Presence, driver: DriverId): Promise<boolean> {
  return !(await presence.isAlive(driver)) && (await presence.evict(driver));
}
