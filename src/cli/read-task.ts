import { resolve } from "node:path";
import { readNamedText } from "../adapters/files/read-text.ts";
import { badInput } from "./bad-input.ts";
import type { CliContext } from "./context.ts";
import type { Flags } from "./flags.ts";

/** The task: from the argument, `--task`, `--task-file` or standard input (`-`), else from the worker file. */
export async function readTask(
  flags: Flags,
  context: CliContext,
  fromFile: string | undefined,
): Promise<string> {
  const argument = flags.positionals[0];
  const path = flags.text("task-file");
  const given = [argument, flags.text("task"), path].filter((one) => one !== undefined);
  if (given.length > 1)
    throw badInput("the task is given more than once; use one of TASK, --task and --task-file.");
  const asked = argument ?? flags.text("task");
  if (asked === "-") return present(await context.readStdin(), "standard input");
  if (asked !== undefined) return present(asked, "the task");
  if (path !== undefined) return present(await readNamedText(resolve(context.cwd, path), "task file"), path);
  if (fromFile !== undefined) return fromFile;
  throw badInput(
    'say what to do: --task "…", a worker file with a task (--file), or - to read standard input.',
  );
}

function present(task: string, source: string): string {
  if (task.trim() === "") throw badInput(`${source} is empty; say what the worker should do.`);
  return task;
}
