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
 * (`/bin/rm`), behind programs that start others (`env rm`), at the words of a script, and past the
 * end of the pattern (`rm` means `rm x`). What hides from that is still asked about, see `isOpaque`.
 */
export function mayMeanCommand(pattern: string, command: CommandUse): boolean {
  const words = wordsOf(pattern);
  const fixed = words.length > 1 && words.at(-1) === "*" ? words.slice(0, -1) : words;
  if (fixed.some((word) => !compileGlob(word, "names").ok)) return true;
  if (command.form === "shell") return occurs(fixed, scriptWords(command.script));
  const { argv } = command;
  if (!STARTERS.has(baseName(argv[0] ?? ""))) return beginsAt(fixed, argv, 0);
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

function occurs(words: readonly string[], text: readonly string[]): boolean {
  return text.some((_, index) => beginsAt(words, text, index));
}

function beginsAt(words: readonly string[], text: readonly string[], start: number): boolean {
  return words.every((word, index) => {
    const found = text[start + index];
    if (found === undefined) return false;
    return matchesName(word, found) || (index === 0 && matchesName(word, baseName(found)));
  });
}

function scriptWords(script: string): readonly string[] {
  return script.split(/[\s;&|()<>`$"'\\{}]+/).filter((word) => word !== "");
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

/** `sh -c …` and the like, also behind `env` or `sudo`: there an argument is a script. */
function handsScriptToShell(argv: readonly string[]): boolean {
  const [first = ""] = argv;
  if (!STARTERS.has(baseName(first))) return false;
  const shell = argv.findIndex((word) => SHELLS.has(baseName(word)));
  if (shell < 0) return splitsText(argv);
  return argv.slice(shell + 1).some((word) => /^[-+][a-zA-Z]*c/.test(word) || word === "--command");
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
  ..."busybox chroot command doas env eval exec ionice nice nohup setsid stdbuf sudo time timeout xargs".split(
    " ",
  ),
]);
