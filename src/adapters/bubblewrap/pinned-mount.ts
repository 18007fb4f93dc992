import { LegateError } from "../../ports/failure.ts";
import { isWithin } from "./paths.ts";
import type { PlacedMount } from "./profile.ts";
import { whatLiesAt } from "./what-lies-at.ts";

/**
 * Those of `pins`, mounts that were checked once, that a later command with these mounts may have. What lies in a folder of its own, or in one that it
 * writes to, is left out: it is there anyway, and a command that puts a link in its place would have the next one
 * shown where that leads. Rejects with `sandbox-unavailable` when another folder lies in the place of one.
 */
export function stillPinned(
  pins: readonly PlacedMount[],
  mounts: readonly PlacedMount[],
): readonly PlacedMount[] {
  const covers = (own: PlacedMount, pin: PlacedMount) =>
    isWithin(pin.at, own.at) || (own.mode === "rw" && isWithin(pin.source, own.source));
  const left = pins.filter((pin) => !mounts.some((own) => covers(own, pin)));
  const moved = left.find(({ source, identity }) => whatLiesAt(source)?.identity !== identity);
  if (moved === undefined) return left;
  const message = `${moved.at}, which commands are shown, is not what it was when Legate started. Start it again: legate down, legate up.`;
  throw new LegateError("sandbox-unavailable", message, { details: { path: moved.at } });
}
