import type { Command } from "../command.ts";
import { stopCommand } from "../stop-command.ts";

export const interrupt: Command = stopCommand({
  name: "interrupt",
  verb: "interrupt",
  summary: "Stop a worker, or just its present turn, so that it can go on",
  examples: [
    {
      command: "legate interrupt fix-the-tests --turn",
      about: "then tell it better: legate send fix-the-tests …",
    },
    { command: "legate interrupt fix-the-tests", about: "legate resume goes on after its last record" },
  ],
});
