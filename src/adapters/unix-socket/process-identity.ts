import { readFileSync, readlinkSync } from "node:fs";

/** One process and no other: its number alone is given again, also by the next start of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in the kernel's ticks. */
  readonly born: string;
  /** Whose numbers these are: this start of the machine, and the pid namespace. */
  readonly place: string;
}

/** Nothing when there is no such process, or no /proc that could tell. */
export function identify(pid: number): ProcessIdentity | undefined {
  const place = herePlace();
  const stat = readStat(pid);
  return place === undefined || stat === undefined ? undefined : { pid, born: stat.born, place };
}

/** Whether its number means the same process to us; of others nothing can be said from here. */
export function isVisible({ place }: ProcessIdentity): boolean {
  return place === herePlace();
}

/** Whether it runs. One that has ended and only waits to be noticed does not. */
export function isRunning({ pid, born }: ProcessIdentity): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.born === born && stat.state !== "Z" && stat.state !== "X";
}

/** Kills it, if it is still that process. */
export function killProcess(one: ProcessIdentity, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): void {
  if (!isRunning(one)) return;
  try {
    process.kill(one.pid, signal);
  } catch {
    // it ended in between
  }
}

/** The identity in `value` (parsed JSON), if it is one. */
export function parseIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("pid" in value && "born" in value && "place" in value)) return undefined;
  const { pid, born, place } = value;
  const fits = Number.isSafeInteger(pid) && Number(pid) > 0;
  return fits && typeof born === "string" && typeof place === "string"
    ? { pid: Number(pid), born, place }
    : undefined;
}

function herePlace(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined; // no Linux
  }
}

/** Fields 3 and 22 of /proc/PID/stat, counted after the program's name, which may hold anything. */
function readStat(pid: number): { readonly state: string; readonly born: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", born: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
