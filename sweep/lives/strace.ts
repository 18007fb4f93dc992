import { spawnSync } from "node:child_process";
import { filesOf, storeOf } from "./ground.ts";

/** The system calls with which a store changes its files. */
export const WRITING_CALLS = [
  "openat",
  "pwrite64",
  "write",
  "fsync",
  "fdatasync",
  "ftruncate",
  "fallocate",
  "unlink",
  "rename",
] as const;
export type WritingCall = (typeof WRITING_CALLS)[number];

export function straceIsHere(): boolean {
  return spawnSync("strace", ["-V"]).status === 0;
}

/**
 * Runs a process so that one of its calls on the store's files goes wrong: `effect` is what strace
 * injects, e.g. `signal=KILL`. Each thread counts its own calls.
 */
export function meddling(
  directory: string,
  call: WritingCall,
  nth: string,
  effect: string,
): readonly string[] {
  const inject = `inject=${call}:${effect}:when=${nth}`;
  return [...quiet(directory, "/dev/null"), "-e", `trace=${call}`, "-e", inject];
}

/** Runs a process and writes down its calls on the store's files. */
export function listening(directory: string, log: string): readonly string[] {
  return [...quiet(directory, log), "-e", `trace=${WRITING_CALLS.join(",")}`];
}

function quiet(directory: string, log: string): readonly string[] {
  const paths = filesOf(storeOf(directory)).flatMap((file) => ["-P", file]);
  return ["strace", "-f", "-qq", "-o", log, ...paths]; // with --seccomp-bpf it injects only the first time
}

/** How often each thread made each call, by what `listening` wrote. The first thread is the process's own. */
export function callsIn(log: string): readonly ReadonlyMap<WritingCall, number>[] {
  const threads = new Map<string, Map<WritingCall, number>>();
  for (const line of log.split("\n")) {
    const [, thread, name] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    const call = WRITING_CALLS.find((one) => one === name);
    if (thread === undefined || call === undefined) continue;
    const calls = threads.get(thread) ?? new Map();
    threads.set(thread, calls.set(call, (calls.get(call) ?? 0) + 1));
  }
  return [...threads].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, calls]) => calls);
}
