import { resolve } from "node:path";
import { readNamedText } from "../../adapters/files/read-text.ts";
import { parseRule } from "../../core/policy/rule-syntax.ts";
import type { CheckedFile } from "../../wire/check-file.ts";
import { CHECKABLE_KINDS } from "../../wire/checkable-kind.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Flags } from "../flags.ts";
import { plainText } from "../render/plain-text.ts";
import { counted } from "../render/quantities.ts";

export const policyCheck: Command = {
  name: "policy check",
  summary: "Say everything that is wrong with files in which authority is written",
  usage: "FILE... [options]",
  arguments: { least: 0, most: 1000 },
  options: {
    kind: {
      type: "string",
      value: "KIND",
      choices: CHECKABLE_KINDS,
      about: "what the file is (default: by its name and fields)",
    },
    format: {
      type: "string",
      value: "FORMAT",
      choices: ["legate", "harn"],
      about: "shape of a policy, worker or rules file that does not say its own",
    },
    rule: {
      type: "string",
      value: "RULE",
      multiple: true,
      about: "a rule by itself, such as 'Bash(git *)'",
    },
  },
  examples: [
    { command: "legate policy check .legate/config.yaml", about: "2 when something is wrong, else 0" },
    {
      command: "legate policy check .claude/agents/reviewer.md policy.yaml",
      about: "each problem as file:line:column",
    },
    { command: "legate policy check --format harn ceiling.json", about: "and what was empty and means any" },
    { command: "legate policy check --rule 'Bash(npm test)'", about: "what a rule is read as" },
  ],
  run: check,
};

interface Checked extends CheckedFile {
  readonly file: string;
}

async function check({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const rules = flags.many("rule");
  if (flags.positionals.length + rules.length === 0)
    throw badInput("legate policy check needs a FILE, or a rule: --rule 'Bash(git *)'.");
  const files = [];
  for (const file of flags.positionals) files.push(await checkedFile(file, context.cwd, flags));
  const all = [...files, ...rules.map(checkedRule)];
  const count = all.reduce((sum, { problems }) => sum + problems.length, 0);
  if (output.json) output.resultJson({ ok: count === 0, files: all });
  else for (const one of all) output.result(linesOf(one).map(plainText));
  return count === 0 ? EXIT.ok : EXIT.badInput;
}

async function checkedFile(file: string, cwd: string, flags: Flags): Promise<Checked> {
  const path = resolve(cwd, file);
  const source = await readNamedText(path, "file");
  const { checkFile } = await import("../../wire/check-file.ts");
  const kind = CHECKABLE_KINDS.find((one) => one === flags.text("kind"));
  const format = flags.text("format");
  return {
    file,
    ...checkFile({
      path,
      source,
      ...(kind === undefined ? {} : { kind }),
      ...(format === undefined ? {} : { format }),
    }),
  };
}

function checkedRule(text: string): Checked {
  const parsed = parseRule(text);
  const problems = parsed.ok ? [] : [{ line: 1, column: 1, path: "", message: parsed.problem }];
  const notes = parsed.ok ? [meaning(parsed.rule)] : [];
  return { file: text, kind: "rules", problems, notes };
}

function meaning({ tools, condition }: Extract<ReturnType<typeof parseRule>, { ok: true }>["rule"]): string {
  const about =
    condition === undefined ? "every call" : `calls whose ${condition.on} fits ${condition.pattern}`;
  return `${about} of ${tools.join(", ")}`;
}

function linesOf({ file, kind, problems, notes }: Checked): string[] {
  const wrong = problems.map(({ line, column, path, message }) => {
    return `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`;
  });
  const verdict = problems.length === 0 ? "ok" : counted(problems.length, "problem");
  return [...wrong, `${file}: ${verdict} (${kind})`, ...notes.map((note) => `  note: ${note}`)];
}
