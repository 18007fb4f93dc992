import { type CommandLimits, DEFAULT_COMMAND_LIMITS } from "../../core/worker/command-limits.ts";
import type { LimitHolders, SandboxOutcome } from "../../ports/sandbox.ts";

/** Small enough that running into them is over in a moment. */
export const PROBE_LIMITS: CommandLimits = {
  ...DEFAULT_COMMAND_LIMITS,
  memoryMb: 64,
  pids: 20,
  cpuSeconds: 7,
  fileSizeMb: 1,
};

const MIB = 1024 * 1024;
const WANTED = { memory: 96 * MIB, pids: 40, file: 2 * MIB };

/**
 * Goes for more than `PROBE_LIMITS` and prints how far it got. `tail` keeps all it reads in memory. A
 * shell that waits for room for one more process (bash does) is cut short. `$1` is a folder to write in.
 */
export const LIMIT_PROBE = `exec 2>/dev/null
kept() { head -c "$1" /dev/zero | tail -c "$1" | wc -c; }
echo "control $(kept ${MIB})"
echo "memory $(kept ${WANTED.memory})"
head -c ${WANTED.file} /dev/zero > "$1/large"
echo "file $(wc -c < "$1/large")"
echo "cpu $(ulimit -S -t)"
exec timeout -s KILL 1 sh -c 'i=0
while [ $i -lt ${WANTED.pids} ]; do sleep 9 >/dev/null & i=$((i+1)); echo "pids $i"; done'`;

/** Which limits the probe's output shows to hold; a probe that did not get to its end shows nothing. */
export function limitsThatHeld(said: string): Partial<Record<keyof LimitHolders, boolean>> {
  const last = (name: string) =>
    Number([...said.matchAll(new RegExp(`^${name} +(\\d+)$`, "gm"))].at(-1)?.[1]);
  return {
    memoryMb: last("control") === MIB && last("memory") < WANTED.memory,
    pids: last("pids") < WANTED.pids,
    cpuSeconds: last("cpu") === PROBE_LIMITS.cpuSeconds,
    fileSizeMb: last("file") === PROBE_LIMITS.fileSizeMb * MIB,
  };
}

/** Whether something ended the probe before its last attempt: what it did not say then says nothing. */
export function wasCutShort(said: string, ending: SandboxOutcome["ending"]): boolean {
  return ending !== "exited" && !/^pids /m.test(said);
}

/** What holds each limit: what is there to hold it, unless the probe went past it. */
export function holdersThatHeld(there: LimitHolders, said: string): LimitHolders {
  const failed = Object.entries(limitsThatHeld(said)).flatMap(([limit, held]) => (held ? [] : [limit]));
  return { ...there, ...Object.fromEntries(failed.map((limit) => [limit, "none" as const])) };
}
