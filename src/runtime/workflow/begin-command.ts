import type { CommandWork } from "../../core/workflow/command-work.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";

/** The tool that runs commands, for agents and for nodes alike. */
const RUN_COMMAND = "run_command";

/** A call of the run's own worker: judged, perhaps asked about, and confined as any other. */
export function beginCommand(at: Beginning, work: CommandWork, timeoutMs: number | undefined): Begun {
  const worked = at.worked(work.with);
  if (!worked.ok) return at.fails(EXPRESSION_FAILED, worked.reason);
  const argv: string[] = [];
  for (const [index, template] of work.argv.entries()) {
    const word = worked.scope.render(template);
    if (!word.ok) return at.fails(EXPRESSION_FAILED, `argv[${index}]: ${word.reason}`);
    argv.push(word.text);
  }
  const given = {
    argv,
    ...(work.cwd === undefined ? {} : { cwd: work.cwd }),
    ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
  };
  const { values } = worked;
  const key = at.key(given);
  const instead = at.instead(key);
  if (instead !== undefined) return instead;
  const started = at.started(key, {
    ...(values === undefined ? {} : { with: values }),
    does: { tool: RUN_COMMAND, arguments: given },
  });
  return { records: [started] };
}
