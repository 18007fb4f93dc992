import { basename, dirname, resolve } from "node:path";
import { writeNewFile } from "../../adapters/files/new-file.ts";
import { readNamedText } from "../../adapters/files/read-text.ts";
import type { SuiteRun } from "../../wire/eval-suite.ts";
import type { Command, CommandCall } from "../command.ts";
import { getRun } from "../eval/get-run.ts";
import { type JudgedRun, judgedRun } from "../eval/judged-run.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { milliseconds } from "../numbers.ts";
import { renderJudgedRuns } from "../render/judged-runs.ts";
import { junitXml } from "../render/junit.ts";
import { oneLine } from "../render/plain-text.ts";
import { wellFormed } from "../well-formed.ts";

export const evalCommand: Command = {
  name: "eval",
  summary: "Hold runs against what is expected of them",
  usage: "SUITE [options]",
  arguments: { least: 1, most: 1 },
  options: {
    junit: { type: "string", value: "FILE", about: "write the outcome as JUnit XML, too, into a new file" },
    model: { type: "string", short: "m", value: "MODEL", about: "the model of runs that are made now" },
    timeout: { type: "string", value: "TIME", about: "how long such a run may take (default 30m)" },
  },
  examples: [
    { command: "legate eval suite.yaml", about: "1 when a run is not what is expected, else 0" },
    { command: "legate eval suite.yaml --junit eval.xml", about: "for a CI system" },
    {
      command: "legate eval suite.yaml --model openai/gpt-5.2",
      about: "with another model in all runs that are made now",
    },
  ],
  run: evaluate,
};

async function evaluate(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  const [named = ""] = flags.positionals;
  const path = resolve(context.cwd, named);
  const suite = await readSuite(path);
  const junit = flags.text("junit");
  const runs = await judgedRuns(call, suite, dirname(path));
  if (junit !== undefined) {
    const xml = junitXml(basename(path), runs);
    await writeNewFile(resolve(context.cwd, junit), (file) => file.writeFile(xml));
  }
  const passed = runs.filter((one) => one.passed).length;
  const total = runs.length;
  if (output.json) output.resultJson({ pass: passed === total, total, passed, failed: total - passed, runs });
  else output.result(renderJudgedRuns(runs, output.style));
  return passed === total ? EXIT.ok : EXIT.failed;
}

async function readSuite(path: string): Promise<readonly SuiteRun[]> {
  const source = await readNamedText(path, "suite");
  const { parseEvalSuite } = await import("../../wire/eval-suite.ts");
  return wellFormed("suite", path, parseEvalSuite(source));
}

/** One after the other: a run that is made now may want the whole machine. */
async function judgedRuns(
  call: CommandCall,
  suite: readonly SuiteRun[],
  folder: string,
): Promise<readonly JudgedRun[]> {
  const stop = new AbortController();
  using _ = call.context.signals.onInterrupt(() => stop.abort());
  const timeoutMs = milliseconds("--timeout", call.flags.text("timeout") ?? "30m");
  const runs: JudgedRun[] = [];
  for (const [index, run] of suite.entries()) {
    call.output.progress([`${index + 1} of ${suite.length}: ${oneLine(run.name, 80)}`]);
    runs.push(await judgedRun(run, () => getRun(call, run, { folder, timeoutMs, signal: stop.signal })));
  }
  return runs;
}
