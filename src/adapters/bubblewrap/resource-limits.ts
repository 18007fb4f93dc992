import { release } from "node:os";
import type { CommandLimits } from "../../core/worker/command-limits.ts";
import type { LimitHolders } from "../../ports/sandbox.ts";

const KIB_PER_MIB = 1024;
/** `ulimit -f` of a shell that goes by POSIX. */
const BLOCKS_PER_MIB = 2048;
/** The namespace's first process counts too. */
const OURS = 1;

/**
 * What the launcher sets before it becomes the command, as lines of shell: each process inherits it, and
 * can only lower it. A limit that was lower already stays.
 *
 * U1. Memory is limited as private writable memory (`RLIMIT_DATA`), not as address space, of which
 *     Node.js, Java and others reserve far more than they use. Only where no control group does it.
 * U2. Processor time ends with SIGXCPU, and a second later with SIGKILL for who ignores that.
 * U3. The number of processes is called `-p` by dash and ash, `-u` by bash.
 */
export function resourceLimits(limits: CommandLimits, holders: LimitHolders): string[] {
  const { memoryMb, pids, cpuSeconds, fileSizeMb } = limits;
  return [
    "ulimit -c 0",
    ...(holders.memoryMb === "rlimit" ? [`ulimit -d ${memoryMb * KIB_PER_MIB}`] : []),
    ...(holders.pids === "rlimit" ? [`ulimit -p ${pids + OURS} || ulimit -u ${pids + OURS}`] : []),
    `ulimit -H -t ${cpuSeconds + 1}`,
    `ulimit -S -t ${cpuSeconds}`,
    `ulimit -f ${fileSizeMb * BLOCKS_PER_MIB}`,
  ].map((line) => `{ ${line}; } 2>/dev/null`);
}

/**
 * Whether the kernel counts a user's processes for each user namespace by itself, and counts them at all:
 * before 5.14 all others of the user would be counted too, and root is never limited.
 */
export function countsProcesses(uid = process.getuid?.() ?? 0, kernel = release()): boolean {
  const [major = 0, minor = 0] = kernel.split(".").map((part) => Number.parseInt(part, 10));
  return uid !== 0 && (major > 5 || (major === 5 && minor >= 14));
}
