import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { HarnArtifact } from "./harn-snapshot-shape.ts";

/** Data of Harn's artifacts nests whole runs and transcripts; beside a text it is left out. */
export function keptArtifact(artifact: HarnArtifact): JsonObject {
  const { data, _type, ...rest } = artifact;
  const given = Object.entries({ ...rest, ...(rest.text == null ? { data } : {}) }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return z.record(z.string(), z.json()).parse(Object.fromEntries(given));
}
