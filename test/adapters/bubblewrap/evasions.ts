import { readdirSync, readFileSync } from "node:fs";

/**
 * Ways in which a process tries to outlive a cancel. Each starts `LOITER` (a process that sleeps and
 * carries a token) and then prints a line. The shell's name argument is the token.
 */
const LOITER = `sh -c 'while :; do sleep 1; done' "$0"`;

export const EVASIONS = [
  { name: "runs in the background", code: `${LOITER} & echo up; sleep 60` },
  { name: "forks twice", code: `( ( ${LOITER} & ) & ); echo up; sleep 60` },
  { name: "starts a session of its own", code: `setsid ${LOITER} & echo up; sleep 60` },
  { name: "ignores the hang-up", code: `nohup ${LOITER} >/dev/null 2>&1 & echo up; sleep 60` },
  {
    name: "ignores every polite signal",
    code: `sh -c 'trap "" TERM INT HUP QUIT; while :; do sleep 1; done' "$0" & echo up; sleep 60`,
  },
  {
    name: "forks a crowd, each in a session of its own",
    code: `for i in $(seq 60); do setsid ${LOITER} & done; echo up; sleep 60`,
  },
] as const;

export const evasionArgv = (code: string, token: string) => ["/bin/sh", "-c", code, token];

/** Processes of this machine that carry the token as an argument, besides the drivers that got it. */
export function loiterers(token: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => argvOf(pid).includes(token)).map(Number);
}

function argvOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
