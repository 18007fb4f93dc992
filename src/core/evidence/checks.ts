import type { CallRecord, ExactCall } from "../journal/call-record.ts";
import type { JsonObject } from "../json.ts";
import { isTestCommand } from "./test-command.ts";

/** The last run of one command that tells whether the work is right, as the runtime saw it end. */
export interface CheckRun {
  readonly call: string;
  readonly argv: readonly string[];
  /** Where it ran. Absolute; absent when the call did not say. */
  readonly cwd?: string;
  /** The request names it under `verify`; else it was recognised as a test command. */
  readonly declared: boolean;
  /** Null when it did not exit by itself: killed, timed out, or its outcome is unknown. */
  readonly exitCode: number | null;
  readonly outputDigest: string | null;
  /** Tree of the files that it saw, once they were kept. Absent where nothing is kept. */
  readonly tree?: string;
  /** Something may have changed its files since, and nobody kept them between. */
  readonly stale: boolean;
}

export function passed({ exitCode }: CheckRun): boolean {
  return exitCode === 0;
}

/** It came to its end, and that was no good one. */
export function failed(run: CheckRun): boolean {
  return run.exitCode !== null && !passed(run);
}

type Outcome = CallRecord & { readonly type: "call.finished" | "call.outcome_unknown" };

/** The check that a call was, or nothing. `root` is where declared commands run. */
export function checkOf(
  exact: ExactCall,
  record: Outcome,
  verify: readonly (readonly string[])[],
  root: string | undefined,
): CheckRun | undefined {
  const argv = argvOf(exact.arguments);
  if (argv === undefined || exact.arguments["stdin"] !== undefined) return undefined;
  const { cwd } = exact.arguments;
  const place = typeof cwd === "string" ? { cwd } : {};
  const isInRoot = root === undefined || place.cwd === undefined || place.cwd === root;
  const declared = isInRoot && verify.some((command) => isSame(command, argv));
  if (!declared && !isTestCommand(argv)) return undefined;
  const ended = record.type === "call.finished" ? endOf(record) : { exitCode: null, outputDigest: null };
  return { call: record.call, argv, ...place, declared, ...ended, stale: false };
}

/** Behind the others; an older run of the same command counts no more. */
export function withCheck(runs: readonly CheckRun[], run: CheckRun): readonly CheckRun[] {
  const others = runs.filter(({ argv, cwd }) => !isSame(argv, run.argv) || cwd !== run.cwd);
  return [...others.slice(1 - MOST), run];
}

const MOST = 20;

/** After something that may have changed files. Those whose files were kept are compared by tree. */
export function outdated(runs: readonly CheckRun[]): readonly CheckRun[] {
  if (runs.every(({ tree, stale }) => stale || tree !== undefined)) return runs;
  return runs.map((run) => (run.tree === undefined ? { ...run, stale: true } : run));
}

/** After the files were kept as `tree`. */
export function keptAs(runs: readonly CheckRun[], tree: string): readonly CheckRun[] {
  return runs.map((run) => (run.tree === undefined && !run.stale ? { ...run, tree } : run));
}

function endOf({ status, data, outputDigest }: Outcome & { readonly type: "call.finished" }) {
  const code = data?.["exitCode"];
  const exited = (status === "ok" || status === "error") && typeof code === "number";
  return { exitCode: exited ? code : null, outputDigest };
}

/** The words of a command; of a script for a shell only when it is nothing but words. */
function argvOf({ argv, shell }: JsonObject): readonly string[] | undefined {
  if (Array.isArray(argv)) {
    const words = argv.filter((word) => typeof word === "string");
    return words.length === argv.length && words.length > 0 ? words : undefined;
  }
  if (typeof shell !== "string" || !/^[\w./:=@+, -]+$/.test(shell)) return undefined;
  return shell.split(" ").filter((word) => word !== "");
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}
