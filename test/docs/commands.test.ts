import { expect, test } from "vitest";
import type { Options } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { pages } from "./pages.ts";

/** Every command has these; `src/cli/run-cli.ts` adds them. */
const COMMON: Options = {
  "state-dir": { type: "string", value: "DIR", about: "" },
  json: { type: "boolean", about: "" },
  quiet: { type: "boolean", short: "q", about: "" },
  help: { type: "boolean", short: "h", about: "" },
};

/** The words of each `legate …` that stands in a code block of a shell, as the shell would cut them. */
function commandLines(page: string): string[][] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
  const lines = blocks.flatMap((block) => block.split("\n"));
  return lines.flatMap((line) => calls(wordsOf(line)));
}

function wordsOf(line: string): string[] {
  const words = line.match(/\$\([^)]*\)|"[^"]*"|'[^']*'|&&|\|\|?|[^\s|&]+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith("#"));
  return (comment < 0 ? words : words.slice(0, comment)).map((word) => word.replace(/^["']|["']$/g, ""));
}

/** One line may call it several times, in a pipe or one after the other. */
function calls(words: readonly string[]): string[][] {
  const commands: string[][] = [[]];
  for (const word of words) {
    if (word === "&&" || word.startsWith("|")) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.flatMap(([program, ...argv]) => (program === "legate" ? [argv] : []));
}

function problemOf(words: readonly string[]): string | undefined {
  const [name = "", second = ""] = words;
  const pair = COMMANDS.find((one) => one.name === `${name} ${second}`);
  const command = pair ?? COMMANDS.find((one) => one.name === name || one.aliases?.includes(name));
  if (command === undefined) return `there is no command ${name}`;
  try {
    parseArguments(words.slice(pair === undefined ? 1 : 2), command, { ...command.options, ...COMMON });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

test("every command line in the documents is one that the command takes", () => {
  const lines = [...pages()].flatMap(([path, page]) =>
    commandLines(page).map((words) => ({ path, words, problem: problemOf(words) })),
  );
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.filter(({ problem }) => problem !== undefined)).toEqual([]);
});

test("the check finds a flag, a value and a command that do not exist", () => {
  const page = [
    "```sh",
    'legate run "a | b" --nope',
    "git diff | legate wait --on-ask",
    "legate fly",
    "legate diff",
    "legate list && legate run x --on-ask never # not legate fly",
    "```",
    "",
  ].join("\n");
  const problems = commandLines(page).map(problemOf);
  expect(problems).toEqual([
    expect.stringContaining("--nope"),
    expect.stringContaining("--on-ask"),
    "there is no command fly",
    expect.stringContaining("needs a name or an id"),
    undefined,
    expect.stringContaining("never"),
  ]);
});
