import { z } from "zod";

const text = z.string().min(1);

const answer = z.object({
  pid: z.int().positive(),
  version: text,
  since: text,
  foreground: z.boolean(),
  driver: text,
  workers: z.int().nonnegative(),
  problems: z.array(z.object({ model: text, code: text, message: text })),
});

/** What a background driver says of itself. */
export type DriverAnswer = Readonly<z.infer<typeof answer>>;

/** Nothing when it says something else: it is of a release that had no such answer, or another one. */
export function parseDriverAnswer(value: unknown): DriverAnswer | undefined {
  return answer.safeParse(value).data;
}

const question = z.object({ models: z.array(text).max(1000).optional() });

/** The models that somebody asks a background driver about. */
export function modelsAskedFor(value: unknown): readonly string[] {
  return question.safeParse(value).data?.models ?? [];
}

const signature = z.object({
  pid: z.int().positive(),
  born: text,
  /** Absent in files of release 0.1.0. */
  place: text.optional(),
  version: text.optional(),
  since: text.optional(),
  ended: z.object({ at: text, why: z.enum(["idle", "stopped", "failed"]) }).optional(),
});

/** What a background driver leaves in `driver.pid`: which process it is, and, once it said goodbye, why. */
export type DriverSignature = Readonly<z.infer<typeof signature>>;
export type WhyEnded = NonNullable<DriverSignature["ended"]>["why"];

/** Nothing for a file that was cut short or is of another form. */
export function parseDriverSignature(source: string): DriverSignature | undefined {
  try {
    return signature.safeParse(JSON.parse(source)).data;
  } catch {
    return undefined;
  }
}
