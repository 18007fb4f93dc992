import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";

/** What the figures were measured on, without a name for it. */
export function machine(): Readonly<Record<string, unknown>> {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    fileSystem: said("findmnt", "-n", "-o", "FSTYPE", "-T", "."),
    kernel: release(),
    node: process.version,
  };
}

export function commit(): string {
  return said("git", "rev-parse", "HEAD");
}

function said(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
