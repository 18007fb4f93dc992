import type { SandboxGap, SandboxReport } from "../../ports/sandbox.ts";

/** What the inside saw: "done", or an error code, per attempt. */
export interface Findings {
  readonly readSecret: string;
  readonly readShown: string;
  readonly writeOutside: string;
  readonly writeShown: string;
  readonly writeSystem: string;
  readonly writeWork: string;
  readonly tcp: string;
  readonly unix: string;
  readonly unshare: string;
  readonly status: string;
}

/** What the host saw meanwhile. */
export interface Damage {
  readonly written: readonly string[];
  readonly connections: number;
  readonly survivorsBefore: number;
  readonly survivorsAfter: number;
}

const FIELDS = [
  ...(["readSecret", "readShown", "writeOutside", "writeShown", "writeSystem", "writeWork"] as const),
  ...(["tcp", "unix", "unshare", "status"] as const),
] satisfies readonly (keyof Findings)[];

/** The findings in what the inside printed; undefined when it did not get to the end. */
export function readFindings(said: string): Findings | undefined {
  try {
    const value: unknown = JSON.parse(said);
    return isFindings(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFindings(value: unknown): value is Findings {
  if (typeof value !== "object" || value === null) return false;
  const texts = new Map<string, unknown>(Object.entries(value));
  return FIELDS.every((field) => typeof texts.get(field) === "string");
}

export interface Verdict {
  readonly enforced: Omit<SandboxReport["enforced"], "limits">;
  readonly reasons: readonly SandboxGap[];
  /** Whether an attack was seen to succeed; without, what is not enforced may be for want of a control. */
  readonly isOpen: boolean;
}

/**
 * What is enforced, given both sides' views. A probe whose own control failed (what must work did
 * not) counts as not enforced: then its silence says nothing. On an untested kind of machine so does a
 * probe for which the program is missing.
 */
export function verdict(inside: Findings, outside: Damage, isUntested = false): Verdict {
  const enforced = {
    fsRead: inside.readShown === "done" && inside.readSecret === "ENOENT",
    fsWrite:
      inside.writeWork === "done" &&
      inside.writeShown === "EROFS" &&
      inside.writeSystem === "EROFS" &&
      outside.written.length === 0,
    network: inside.tcp === "ECONNREFUSED" && inside.unix === "EPERM" && outside.connections === 0,
    processTree: outside.survivorsBefore > 0 && outside.survivorsAfter === 0,
    systemCalls:
      inside.unix === "EPERM" &&
      (unshareRefused(inside.unshare) || (inside.unshare === "absent" && !isUntested)) &&
      statusIsLocked(inside.status),
  };
  const reasons: SandboxGap[] = [];
  if (!enforced.fsRead)
    reasons.push(gap("reading outside the mounts", `secret ${inside.readSecret}, shown ${inside.readShown}`));
  if (!enforced.fsWrite)
    reasons.push(
      gap(
        "writing outside the mounts",
        `${outside.written.join(", ")} read-only mount ${inside.writeShown}, /usr ${inside.writeSystem}, workspace ${inside.writeWork}`,
      ),
    );
  if (!enforced.network)
    reasons.push(
      gap("the network", `TCP ${inside.tcp}, Unix socket ${inside.unix}, ${outside.connections} arrived`),
    );
  if (!enforced.processTree)
    reasons.push(
      gap(
        "ending the process tree",
        `${outside.survivorsBefore} processes before the kill, ${outside.survivorsAfter} after`,
      ),
    );
  if (!enforced.systemCalls)
    reasons.push(gap("dangerous system calls", `unshare ${inside.unshare}, Unix socket ${inside.unix}`));
  return { enforced, reasons, isOpen: anAttackSucceeded(inside, outside) };
}

function anAttackSucceeded(inside: Findings, outside: Damage): boolean {
  const { readSecret, writeShown, writeSystem, tcp, unix } = inside;
  return (
    [readSecret, writeShown, writeSystem, tcp, unix].includes("done") ||
    outside.written.length > 0 ||
    outside.connections > 0 ||
    outside.survivorsAfter > 0 ||
    inside.unshare.startsWith("0 ") ||
    !statusIsLocked(inside.status)
  );
}

/** The filter answers EPERM; `--disable-userns` alone would answer ENOSPC. */
function unshareRefused(said: string): boolean {
  return /^[1-9]\d* .*Operation not permitted/.test(said);
}

function statusIsLocked(status: string): boolean {
  return (
    /^Seccomp:\s*2$/m.test(status) && /^CapEff:\s*0+$/m.test(status) && /^NoNewPrivs:\s*1$/m.test(status)
  );
}

function gap(attack: string, seen: string): SandboxGap {
  return {
    missing: `the sandbox does not hold against ${attack} (${seen})`,
    fix: "apt-get install --reinstall bubblewrap, then `legate doctor`",
  };
}
