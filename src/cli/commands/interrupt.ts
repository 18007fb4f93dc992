import type { Command } from "../command.ts";
import { stopCommand } from "../stop-command.ts";

export const interrupt: Command = stopCommand({
  name: "interrupt",
  verb: "interrupt",
  summary: "Stop a worker so that it can be resumed",
  examples: [
    { command: "legate interrupt fix-the-tests", about: "legate resume goes on after its last record" },
  ],
});
