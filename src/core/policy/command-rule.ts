import type { CommandUse } from "./call-facts.ts";
import { compileGlob } from "./glob.ts";
import { matchesName } from "./patterns.ts";

/**
 * Does a rule that gives something mean this program and its arguments? Word by word, the program
 * exactly as it is written; a last word `*` stands for any further arguments, none included. A rule
 * never means a script for a shell, neither as one text nor as `sh -c`.
 */
export function matchesCommand(pattern: string, argv: readonly string[]): boolean {
  return !handsScriptToShell(argv) && matchesWords(wordsOf(pattern), argv);
}

/**
 * Might a rule that takes something away mean this command? Looks behind directories
 * (`/bin/rm`), behind programs that start others (`env rm`), past options before the words that are meant
 * (`git -C x push`), at the words of a script, and past the end of the pattern (`rm` means `rm x`). What hides
 * from that is still asked about, see `isOpaque`.
 */
export function mayMeanCommand(pattern: string, command: CommandUse): boolean {
  const words = wordsOf(pattern);
  const fixed = words.length > 1 && words.at(-1) === "*" ? words.slice(0, -1) : words;
  if (fixed.some((word) => !compileGlob(word, "names").ok)) return true;
  if (command.form === "shell") return occurs(fixed, scriptWords(command.script));
  const { argv } = command;
  if (!STARTERS.has(baseName(argv[0] ?? ""))) return occurs(fixed, argv, true);
  return occurs(fixed, argv) || occurs(fixed, argv.flatMap(scriptWords));
}

/** True when nobody can say which programs a command starts without being a shell. */
export function isOpaque(command: CommandUse | undefined): boolean {
  return shellScript(command) !== undefined || (command?.form === "argv" && handsScriptToShell(command.argv));
}

/** The script of a command that is one text for a shell. */
export function shellScript(command: CommandUse | undefined): string | undefined {
  return command?.form === "shell" ? command.script : undefined;
}

/** The words of a rule for a command. */
export function wordsOf(pattern: string): readonly string[] {
  return pattern.split(/\s+/).filter((word) => word !== "");
}

function matchesWords(words: readonly string[], argv: readonly string[]): boolean {
  const open = words.length > 1 && words.at(-1) === "*";
  const fixed = open ? words.slice(0, -1) : words;
  if (argv.length === 0 || fixed.length === 0 || argv.length < fixed.length) return false;
  if (!open && argv.length !== fixed.length) return false;
  return fixed.every((word, index) => matchesName(word, argv[index] ?? ""));
}

/**
 * Do these words stand in a text, the first of them anywhere in it (or, `atStart`, nowhere else), the others
 * after it with nothing between but options, each of which may have a value? Takes time proportional to
 * pattern times text.
 */
function occurs(
  [program = "", ...rest]: readonly string[],
  text: readonly string[],
  atStart = false,
): boolean {
  const isProgram = (word: string) => matchesName(program, word) || matchesName(program, baseName(word));
  let after = new Set(
    (atStart ? text.slice(0, 1) : text).flatMap((word, at) => (isProgram(word) ? at + 1 : [])),
  );
  for (const word of rest) after = pastOptions(after, word, text);
  return after.size > 0;
}

/** The places behind each `word` that can be reached from one of `from` over options and their values. */
function pastOptions(from: ReadonlySet<number>, word: string, text: readonly string[]): Set<number> {
  const found = new Set<number>();
  let isReached = false;
  for (const [at, here] of text.entries()) {
    isReached ||= from.has(at);
    if (isReached && matchesName(word, here)) found.add(at + 1);
    isReached &&= isOption(here) || (at > 0 && isOption(text[at - 1] ?? ""));
  }
  return found;
}

function isOption(word: string): boolean {
  return word.startsWith("-");
}

function scriptWords(script: string): readonly string[] {
  return script.split(/[\s;&|()<>`$"'\\{}]+/).filter((word) => word !== "");
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

/**
 * `sh -c …` and the like, also behind `env` or `sudo`: there an argument is a script. So is what a shell reads
 * that is told no file.
 */
function handsScriptToShell(argv: readonly string[]): boolean {
  const [first = ""] = argv;
  if (!STARTERS.has(baseName(first))) return false;
  const shell = argv.findIndex((word) => SHELLS.has(baseName(word)));
  if (shell < 0) return splitsText(argv);
  const rest = argv.slice(shell + 1);
  const file = rest.findIndex((word, index) => !isOptionOfShell(word) && !takesName(rest[index - 1]));
  const options = file < 0 ? rest : rest.slice(0, file);
  const isGiven = rest.some((word) => /^[-+][a-zA-Z]*c/.test(word) || word === "--command");
  return isGiven || file < 0 || options.some((word) => /^[-+][a-zA-Z]*s/.test(word));
}

function isOptionOfShell(word: string): boolean {
  return /^[-+]/.test(word);
}

/** `-o errexit`: the next word is the name of a setting, and no file. */
function takesName(word = ""): boolean {
  return /^[-+][a-zA-Z]*[oO]$/.test(word);
}

/** `env -S "…"` takes one text apart, and `eval` is a shell by itself. */
function splitsText(argv: readonly string[]): boolean {
  return argv.some(
    (word) => word === "eval" || /^-[a-zA-Z]*S/.test(word) || word.startsWith("--split-string"),
  );
}

const SHELLS: ReadonlySet<string> = new Set([
  "sh",
  "ash",
  "bash",
  "csh",
  "dash",
  "fish",
  "ksh",
  "mksh",
  "rbash",
  "tcsh",
  "zsh",
  "pwsh",
]);

/** Programs that start the program their arguments name. */
const STARTERS: ReadonlySet<string> = new Set([
  ...SHELLS,
  ..."busybox chroot chrt command doas env eval exec fakeroot find flock ionice nice nohup parallel".split(
    " ",
  ),
  ..."prlimit runuser script setarch setpriv setsid stdbuf strace su sudo taskset time timeout".split(" "),
  ..."unshare watch xargs".split(" "),
]);
