import { answerCommand } from "../answer-command.ts";
import type { Command } from "../command.ts";

export const approve: Command = answerCommand({
  name: "approve",
  summary: "Say yes to the call a worker asks about",
  options: {},
  examples: [
    { command: "legate approve fix-the-tests", about: "the only open question; the worker goes on" },
    { command: "legate approve fix-the-tests --call t3.1", about: "one of several" },
  ],
});
