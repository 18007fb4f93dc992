import type { Command } from "../command.ts";
import { stopCommand } from "../stop-command.ts";

export const close: Command = stopCommand({
  name: "close",
  verb: "close",
  summary: "End a worker; its work is kept",
  examples: [
    {
      command: "legate close fix-the-tests",
      about: "children and processes first; of a finished one, what still works below it",
    },
    { command: 'legate close fix-the-tests --reason "done by hand"', about: "the reason is in its journal" },
  ],
});
