import { version } from "../compose/version.ts";
import { isFailure } from "../ports/failure.ts";
import { badInput, didYouMean } from "./bad-input.ts";
import type { Command, Options } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { CliContext } from "./context.ts";
import { EXIT, type ExitCode, exitCodeOfFailure } from "./exit-codes.ts";
import { outputFor } from "./output.ts";
import { parseArguments } from "./parse-arguments.ts";
import { commandHelp, overviewHelp } from "./render/help.ts";
import { plainText } from "./render/plain-text.ts";
import { styleFor } from "./render/style.ts";
import { troubleText } from "./report-trouble.ts";

const COMMON: Options = {
  "state-dir": {
    type: "string",
    value: "DIR",
    about: "where journals and workspaces live (default: $LEGATE_STATE_DIR, else ~/.local/state/legate)",
  },
  json: { type: "boolean", about: "the result as JSON on standard output" },
  quiet: { type: "boolean", short: "q", about: "no progress on standard error" },
  help: { type: "boolean", short: "h", about: "this text" },
};

/** One run of the command line: reads the arguments, does it, says how the process should exit. */
export async function runCli(context: CliContext): Promise<ExitCode> {
  try {
    return await dispatch(context);
  } catch (error) {
    return reported(error, context);
  }
}

async function dispatch(context: CliContext): Promise<ExitCode> {
  const [name, ...rest] = context.argv;
  const style = styleFor(context.stdout, context.env);
  const print = (lines: readonly string[]) => context.stdout.write(`${lines.join("\n")}\n`);
  if (name === "--version" || name === "-V" || name === "version") {
    print([rest.includes("--json") ? JSON.stringify({ version: version() }) : version()]);
    return EXIT.ok;
  }
  if (name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    print(overviewHelp(COMMANDS, style));
    return EXIT.ok;
  }
  const asksHelp = name === "help";
  const { command, given } = commandIn(asksHelp ? rest : context.argv);
  const options = { ...command.options, ...COMMON };
  const flags = parseArguments(asksHelp ? ["--help"] : given, command, options);
  if (flags.has("help")) {
    print(commandHelp(command, options, style));
    return EXIT.ok;
  }
  const output = outputFor({ ...context, json: flags.has("json"), quiet: flags.has("quiet") });
  return command.run({ context, flags, output });
}

/** The command that the first two words name, or the first one, and what follows. */
function commandIn([name, ...rest]: readonly string[]): {
  readonly command: Command;
  readonly given: readonly string[];
} {
  if (name === undefined) throw badInput("say what to do: legate COMMAND. See legate --help.");
  if (name.startsWith("-")) throw badInput(`options come after the command: legate COMMAND ${name}.`);
  const [second = "", ...given] = rest;
  const group = COMMANDS.filter((one) => one.name.startsWith(`${name} `));
  const member = group.find((one) => one.name === `${name} ${second}`);
  if (member !== undefined) return { command: member, given };
  const found = COMMANDS.find((one) => one.name === name || one.aliases?.includes(name));
  if (found !== undefined) return { command: found, given: rest };
  throw group.length > 0 ? outsideGroup(name, second, group) : unknownCommand(name);
}

function outsideGroup(name: string, second: string, group: readonly Command[]): Error {
  const known = group.map((one) => one.name.slice(name.length + 1));
  const hint = didYouMean(second, known, `See legate ${group[0]?.name} --help.`);
  return badInput(`legate ${name} takes one of: ${known.join(", ")}.${hint}`, { known });
}

function unknownCommand(name: string): Error {
  const known = COMMANDS.flatMap((one) => (one.hidden ? [] : [one.name, ...(one.aliases ?? [])]));
  return badInput(`there is no command "${name}".${didYouMean(name, known, "See legate --help.")}`, {
    known,
  });
}

/** Failures are one clear message; with `--json` the same for programs. A bug keeps its stack. */
function reported(error: unknown, context: CliContext): ExitCode {
  const failure = isFailure(error) ? error : undefined;
  if (context.argv.includes("--json")) {
    const { code, message, details } = failure ?? { code: "bug", message: String(error), details: {} };
    context.stdout.write(`${JSON.stringify({ error: { code, message, details } })}\n`);
  }
  if (failure === undefined) {
    context.stderr.write(`legate: a bug, please report it: ${plainText(troubleText(error))}\n`);
    return EXIT.failed;
  }
  if (!context.argv.includes("--json")) context.stderr.write(`legate: ${plainText(failure.message)}\n`);
  return exitCodeOfFailure(failure.code);
}
