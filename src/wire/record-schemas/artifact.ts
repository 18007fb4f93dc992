import { z } from "zod";
import type { ArtifactProduced } from "../../core/journal/artifact-record.ts";
import { artifactRecord } from "../artifact.ts";
import { type FamilySchemas, text } from "./shape.ts";

export const artifactSchemas = {
  "artifact.produced": z.strictObject({ call: text, artifact: artifactRecord }),
} satisfies FamilySchemas<ArtifactProduced>;
