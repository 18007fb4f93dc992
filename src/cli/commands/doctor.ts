import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { renderChecks } from "../render/checks.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "Check Node, git, sandbox, store and model configuration, and say how to fix what is wrong",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {},
  examples: [{ command: "legate doctor", about: "0 when all is well, 6 when the sandbox is not, else 1" }],
  run: examine,
};

async function examine(call: CommandCall): Promise<ExitCode> {
  const { examineMachine } = await import("../examine-machine.ts");
  const checks = await examineMachine(call);
  const failed = checks.filter(({ state }) => state === "fail");
  if (call.output.json) call.output.resultJson({ ok: failed.length === 0, checks });
  else call.output.result(renderChecks(checks, call.output.style));
  if (failed.length === 0) return EXIT.ok;
  return failed.every(({ name }) => name === "sandbox") ? EXIT.noSandbox : EXIT.failed;
}
