import { z } from "zod";
import type { LandingRecord } from "../../core/journal/landing-record.ts";
import {
  LANDING_REFUSALS,
  LANDING_STRATEGIES,
  type Landing,
  type LandingRequest,
  type Person,
} from "../../core/landing/landing.ts";
import { type FamilySchemas, text } from "./shape.ts";

const person = z.strictObject({ name: text, email: text }) satisfies z.ZodType<Person>;

export const landingRequest = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("land"),
    strategy: z.enum(LANDING_STRATEGIES),
    onto: text.exactOptional(),
    into: text.exactOptional(),
    paths: z.array(text).exactOptional(),
    message: text.exactOptional(),
    author: person.exactOptional(),
    committer: person.exactOptional(),
    accepted: z.array(text),
    expect: text.exactOptional(),
  }),
  z.strictObject({ do: z.literal("undo"), committer: person.exactOptional() }),
]) satisfies z.ZodType<LandingRequest>;

const landing = z.strictObject({
  repo: text,
  target: text,
  strategy: z.enum([...LANDING_STRATEGIES, "undo"]),
  from: text.nullable(),
  to: text.nullable(),
  checkout: text.exactOptional(),
  head: text,
  tree: text,
  paths: z.array(text).exactOptional(),
  undoes: text.exactOptional(),
}) satisfies z.ZodType<Landing>;

export const landingSchemas = {
  "landing.asked": z.strictObject({ by: text, request: landingRequest }),
  "landing.started": z.strictObject({ landing }),
  "landing.landed": z.strictObject({ landing, seen: z.literal(true).exactOptional() }),
  "landing.failed": z.strictObject({ code: z.enum(LANDING_REFUSALS), reason: text }),
} satisfies FamilySchemas<LandingRecord>;
