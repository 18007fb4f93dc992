import type { Command, OptionSpec, Options } from "../command.ts";
import type { Style } from "./style.ts";

/** `legate --help`: what it is, the commands, where to go on. */
export function overviewHelp(commands: readonly Command[], style: Style): string[] {
  const listed = commands.filter(({ hidden }) => hidden !== true);
  return [
    "Legate runs delegated agent workers: bounded authority, a durable journal, an isolated workspace.",
    "",
    `${style.bold("Usage:")} legate COMMAND [options]`,
    "",
    style.bold("Commands:"),
    ...table(listed.map((command) => [namesOf(command), command.summary])),
    "",
    "legate COMMAND --help shows options and examples; legate --version the version.",
    "",
    `${style.bold("Exit codes:")} 0 ok, 1 failed, 2 bad input, 3 waiting for a person, 4 budget or limit, 5 denied,`,
    "6 sandbox unavailable, 7 cancelled or interrupted, 75 lost to another driver, 130 interrupted by Ctrl-C.",
  ];
}

/** `legate COMMAND --help`. */
export function commandHelp(command: Command, options: Options, style: Style): string[] {
  return [
    `${style.bold("Usage:")} legate ${command.name} ${command.usage}`,
    "",
    `${command.summary}.`,
    "",
    style.bold("Options:"),
    ...table(
      Object.entries(options).map(([name, option]) => [optionName(name, option), aboutOption(option)]),
    ),
    "",
    style.bold("Examples:"),
    ...command.examples.flatMap(({ command: line, about }) => [`  ${line}`, `      ${style.dim(about)}`]),
  ];
}

function namesOf(command: Command): string {
  return [command.name, ...(command.aliases ?? [])].join(", ");
}

function optionName(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  const value = option.value ?? "VALUE";
  if (option.type === "boolean") return `${short}--${name}`;
  return `${short}--${name} ${option.bare === undefined ? value : `[${value}]`}`;
}

function aboutOption(option: OptionSpec): string {
  return option.multiple ? `${option.about} (may be repeated)` : option.about;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
