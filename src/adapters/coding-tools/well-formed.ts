import { z } from "zod";

/** Text without lone surrogates, so that what is written is what was approved. */
export const wellFormed = z.string().refine((text) => text.isWellFormed(), {
  message: "must be well-formed Unicode (it has a lone surrogate)",
});
