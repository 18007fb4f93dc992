import type { Options } from "./command.ts";

/** For commands that read a workflow. */
export const WORKFLOW_OPTIONS: Options = {
  format: {
    type: "string",
    value: "FORMAT",
    choices: ["legate", "harn"],
    about: "shape of a file that does not say its own (default: legate)",
  },
};
