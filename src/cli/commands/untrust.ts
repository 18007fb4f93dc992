import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { repositoryTop } from "../../adapters/files/repository-top.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { oneLine } from "../render/plain-text.ts";
import { changeTrust } from "./trust.ts";

export const untrust: Command = {
  name: "untrust",
  summary: "Take trust in a repository back: its own files can only narrow again",
  usage: "[DIR] [options]",
  arguments: { least: 0, most: 1 },
  options: {},
  examples: [{ command: "legate untrust", about: "this repository; workers that exist stay as they are" }],
  run: untrustRepository,
};

async function untrustRepository(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  const named = resolve(context.cwd, flags.positionals[0] ?? ".");
  const top = repositoryTop(named) ?? named; // it may be gone
  const path = await realpath(top).catch(() => top);
  let wasTrusted = false;
  await changeTrust(call, (known) => {
    wasTrusted = known.some((one) => one.path === path);
    return known.filter((one) => one.path !== path);
  });
  if (output.json) output.resultJson({ path, wasTrusted });
  else output.result([wasTrusted ? `no longer trusts ${oneLine(path)}` : `${oneLine(path)} was not trusted`]);
  return EXIT.ok;
}
