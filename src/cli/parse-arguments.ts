import { parseArgs } from "node:util";
import { badInput, didYouMean } from "./bad-input.ts";
import type { Command, OptionSpec, Options } from "./command.ts";
import { type Flags, flagsOf } from "./flags.ts";

/**
 * What the arguments after the command's name mean. Throws `bad-input` for an unknown option (with
 * the nearest known one), a missing or unexpected value, and too few or too many arguments.
 */
export function parseArguments(argv: readonly string[], command: Command, options: Options): Flags {
  const { tokens } = parseArgs({
    args: withBareValues(argv, options),
    options: parserOptions(options),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (const token of tokens) {
    if (token.kind === "option-terminator") before = positionals.length;
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") {
      const given = optionValue(token, options, command);
      values.set(token.name, [...(values.get(token.name) ?? []), given]);
    }
  }
  if (!values.has("help")) checkArguments(positionals, command);
  return flagsOf(values, positionals, positionals.slice(before));
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue(token: OptionToken, options: Options, command: Command): string {
  const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (spec === undefined) throw unknownOption(token.rawName, options, command);
  if (spec.type === "boolean") {
    if (token.value !== undefined)
      throw badInput(`${token.rawName} takes no value; write just ${token.rawName}.`);
    return "";
  }
  return checkedText(token, spec);
}

function checkedText({ rawName, value, inlineValue }: OptionToken, spec: OptionSpec): string {
  const name = spec.value ?? "VALUE";
  if (value === undefined || value === "") throw badInput(`${rawName} needs a value: ${rawName} ${name}.`);
  if (inlineValue !== true && value.length > 1 && value.startsWith("-")) {
    throw badInput(
      `${rawName} needs a value, but "${value}" follows; if that is the value, write ${rawName}=${value}.`,
    );
  }
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    const hint = didYouMean(value, spec.choices, "");
    throw badInput(
      `${rawName} does not know "${value}"; it takes ${spec.choices.join(", ")}.${hint}`.trimEnd(),
    );
  }
  return value;
}

function unknownOption(rawName: string, options: Options, command: Command): Error {
  const known = Object.keys(options).map((name) => `--${name}`);
  const hint = didYouMean(rawName, known, `See legate ${command.name} --help.`);
  return badInput(`legate ${command.name} has no option ${rawName}.${hint}`, { option: rawName, known });
}

function checkArguments(positionals: readonly string[], command: Command): void {
  const { least, most } = command.arguments;
  const usage = `Usage: legate ${command.name} ${command.usage}`;
  if (positionals.length < least) throw badInput(`legate ${command.name} needs a name or an id. ${usage}`);
  const extra = positionals[most];
  if (extra !== undefined) {
    throw badInput(`legate ${command.name} does not know what to do with "${extra}". ${usage}`);
  }
}

function parserOptions(options: Options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]),
  );
}

/** `--repo` alone becomes `--repo=.`: the parser has no optional values. */
function withBareValues(argv: readonly string[], options: Options): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.map((argument, index) => {
    const bare = argument.startsWith("--") ? options[argument.slice(2)]?.bare : undefined;
    const next = index + 1 < end ? argv[index + 1] : undefined;
    const isBare = bare !== undefined && index < end && (next === undefined || next.startsWith("-"));
    return isBare ? `${argument}=${bare}` : argument;
  });
}
