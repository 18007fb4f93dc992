import type { Chance } from "../chance.ts";
import { straceIsHere } from "../lives/strace.ts";

/**
 * Where a snapshot is killed: `process` kills who takes it, and with it all that it started, after so many
 * ms; `part` one process of it (a git or a shell), found by chance after so many ms; `call` each
 * process of it that comes to its n-th system call of that name.
 */
export type SnapshotKill =
  | { readonly by: "process" | "part"; readonly afterMs: number; readonly pick: number }
  | { readonly by: "call"; readonly call: string; readonly nth: number };

/** The system calls with which a snapshot changes anything. */
const CALLS = [
  "write",
  "pwrite64",
  "rename",
  "renameat2",
  "link",
  "linkat",
  "unlink",
  "fsync",
  "mkdir",
] as const;

/** Of three, one each; without strace the third is one of the others. */
export function snapshotKill(index: number, chance: Chance): SnapshotKill {
  if (index % 3 === 2 && TRACED) return { by: "call", call: chance.pick(CALLS), nth: 1 + chance.below(4) };
  return { by: index % 2 === 0 ? "process" : "part", afterMs: chance.below(140), pick: chance.below(1000) };
}

const TRACED = straceIsHere();

/** Lies in wait for a process that runs, and for all that it will start. */
export function waitingFor(pid: number, { call, nth }: { readonly call: string; readonly nth: number }) {
  const inject = `inject=${call}:signal=KILL:when=${nth}`;
  return ["strace", "-f", "-o", "/dev/null", "-p", String(pid), "-e", `trace=${call}`, "-e", inject];
}
