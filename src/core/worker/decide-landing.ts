import { inPlace } from "../landing/past-landing.ts";
import type { Command } from "./command.ts";
import { accepted, type Decision, refused } from "./decision.ts";
import { isResting } from "./status.ts";
import type { Worker } from "./worker.ts";

/** Only what rests has a last checkpoint that stays the last one while it lands; and one landing at a time. */
export function land(worker: Worker, { by, request }: Command & { type: "land" }): Decision {
  const { name } = worker.request;
  if (!isResting(worker.status.status))
    return refused("still-active", `${name} is ${worker.status.status}: wait for it, or interrupt it first`);
  if (worker.workspace?.git === undefined)
    return refused("nothing-to-land", `${name} has no checkout of a repository whose work could land`);
  if (worker.landing !== undefined) return refused("landing", `${name} is being landed already`);
  if (request.do === "undo" && inPlace(worker.landings).length === 0)
    return refused("nothing-to-land", `nothing of ${name} landed that was not taken back`);
  return accepted([{ type: "landing.asked", by, request }]);
}
