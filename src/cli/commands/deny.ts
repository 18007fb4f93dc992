import { answerCommand } from "../answer-command.ts";
import type { Command } from "../command.ts";

export const deny: Command = answerCommand({
  name: "deny",
  summary: "Say no to the call a worker asks about, or give up what a workflow asks help with",
  options: { reason: { type: "string", value: "TEXT", about: "why; the model reads it" } },
  examples: [
    { command: 'legate deny fix-the-tests --reason "use the offline test suite"', about: "with a reason" },
    {
      command: 'legate deny release-run --reason "nobody can"',
      about: "a step that escalated fails; what follows is for the workflow to say",
    },
  ],
});
