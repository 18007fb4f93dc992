import { answerCommand } from "../answer-command.ts";
import type { Command } from "../command.ts";

export const approve: Command = answerCommand({
  name: "approve",
  summary: "Say yes to the call a worker asks about",
  options: {
    always: {
      type: "string",
      value: "RULE",
      bare: "this",
      multiple: true,
      about: "and to calls that RULE gives, from now on (`this`, the default: to those just like it)",
    },
  },
  examples: [
    { command: "legate approve fix-the-tests", about: "the only open question; the worker goes on" },
    { command: "legate approve fix-the-tests --call t3.1", about: "one of several" },
    {
      command: "legate approve fix-the-tests --always",
      about: "this worker is not asked about such a call again",
    },
    {
      command: "legate approve fix-the-tests --always='Bash(npm run *)'",
      about: "nor about others that the rule gives; what it may do at all stands above that",
    },
  ],
});
