import { z } from "zod";

/**
 * A commit, or a range of commits, as git names them. What looks like an option is none, and neither is
 * `commit:path`, which would show a file whatever path the call was judged by.
 */
export const revision = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !text.startsWith("-") && !/[\p{Cc}:]/u.test(text), {
    message: 'is not a revision (e.g. "HEAD~2", "main" or a commit id)',
  });
