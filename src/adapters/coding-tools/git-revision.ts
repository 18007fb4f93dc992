import { z } from "zod";

/** A commit as git names it. What looks like an option or would end the argument is none. */
export const revision = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !text.startsWith("-") && !/\p{Cc}/u.test(text), {
    message: 'is not a revision (e.g. "HEAD~2", "main" or a commit id)',
  });
