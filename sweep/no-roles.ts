import { LegateError } from "../src/ports/failure.ts";
import type { Roles } from "../src/ports/roles.ts";

/** Nobody plays a role in a sweep. */
export const NO_ROLES: Roles = {
  find: async (name) => {
    throw new LegateError("bad-input", `There is no agent role "${name}".`);
  },
};
