import { isJsonObject, type Json } from "../json.ts";
import type { Command } from "./decide.ts";

/** A command as it lies in an inbox, or nothing when it is none that this release knows. */
export function commandFrom(body: Json): Command | undefined {
  if (!isJsonObject(body)) return undefined;
  const { type, by, approval, surface, reason } = body;
  if (typeof by !== "string") return undefined;
  const why = typeof reason === "string" ? reason : undefined;
  switch (type) {
    case "approve":
    case "deny": {
      if (typeof approval !== "string" || typeof surface !== "string") return undefined;
      if (type === "approve") return { type, approval, by, surface };
      return { type, approval, by, surface, ...(why === undefined ? {} : { reason: why }) };
    }
    case "close":
    case "interrupt":
      return { type, by, reason: why ?? "asked to stop" };
    case "resume":
    case "release":
      return { type, by };
    default:
      return undefined;
  }
}

export function commandJson(command: Command): Json {
  return { ...command };
}
