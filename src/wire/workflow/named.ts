import { z } from "zod";
import { isName, NAME_FORM } from "../../core/workflow/name.ts";

/** Names to values of one kind. A name of another form is a problem in its place, and never left out. */
export function named<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value, context) => {
      if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        for (const name of Object.getOwnPropertyNames(value).filter((one) => !isName(one))) {
          context.addIssue({ code: "custom", path: [name], message: `a name must be ${NAME_FORM}` });
        }
      }
      return value;
    },
    z.record(z.string(), schema),
  );
}
