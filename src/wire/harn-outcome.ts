import type { ForeignOutcome } from "../core/journal/import-record.ts";
import type { HarnSnapshot } from "./harn-snapshot-shape.ts";
import { fieldOf } from "./own-field.ts";

/**
 * How a snapshot's worker stands here. What was running, or says nothing, was cut short; and what Harn
 * calls completed although its stage was stuck or its workflow paused did not come to its end.
 */
export function harnOutcome(snapshot: HarnSnapshot): ForeignOutcome {
  const { status, latest_payload: payload, latest_error: error } = snapshot;
  switch (status) {
    case "completed": {
      const end = unfinished(payload);
      if (end === undefined) return { status: "completed", result: harnResultText(payload) };
      return { status: "failed", reason: `completed there, but its work ended as "${end}"` };
    }
    case "failed":
      return { status, reason: error ?? "it failed there, and the snapshot does not say why" };
    case "cancelled":
      return { status, reason: error ?? "it was cancelled there" };
    case "interrupted":
      return { status, reason: error ?? "it was interrupted there" };
    case "running":
    case null:
    case undefined:
      return { status: "interrupted", reason: "it was running when its snapshot was written" };
  }
}

/** What stages and workflows say when they came to their end. */
const ENDS = ["completed", "done", "success", "verified"];

function unfinished(payload: unknown): string | undefined {
  const said = [fieldOf(payload, "status"), fieldOf(fieldOf(payload, "result"), "status")];
  return said.find((status): status is string => typeof status === "string" && !ENDS.includes(status));
}

/** The words of a payload: a stage's visible text, a workflow's last stage's, or whatever it is as JSON. */
export function harnResultText(payload: unknown): string {
  if (payload === undefined || payload === null) return "";
  if (typeof payload === "string") return payload;
  const stages = fieldOf(fieldOf(payload, "run"), "stages");
  const last = Array.isArray(stages) ? stages.at(-1) : undefined;
  const places = [fieldOf(payload, "result"), payload, last];
  const texts = places.flatMap((place) => [place, fieldOf(place, "visible_text"), fieldOf(place, "text")]);
  return texts.find((text): text is string => typeof text === "string") ?? JSON.stringify(payload);
}
