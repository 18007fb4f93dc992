import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LegateError } from "../../ports/failure.ts";

/**
 * Keeps `bytes` in a file without a name and answers with how to open it: each opening reads from the
 * start on its own, and nobody can change it by path. The caller closes what it opens.
 */
export function nameless(bytes: Uint8Array): () => number {
  const folder = mkdtempSync(join(tmpdir(), "legate-"));
  try {
    const path = join(folder, "bytes");
    const writer = openSync(path, "wx", 0o600);
    writeSync(writer, bytes);
    closeSync(writer);
    const kept = openSync(path, "r");
    return () => openSync(`/proc/self/fd/${kept}`, "r");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CLOSE_ON_EXEC = 0o2000000;
const HIGHEST_COVERED = 4096;

/**
 * Descriptors from `first` on that a child would inherit: Node marks its own "close on exec", but not
 * every one it was itself started with. They are to be covered in the child by something harmless.
 *
 * Taken once: what Node opens later is marked.
 */
export function inheritableDescriptors(first: number): number[] {
  const open = readdirSync("/proc/self/fd").map(Number);
  const inheritable = open.filter((descriptor) => descriptor >= first && isInheritable(descriptor));
  const beyond = inheritable.find((descriptor) => descriptor > HIGHEST_COVERED);
  if (beyond === undefined) return inheritable.toSorted((a, b) => a - b);
  throw new LegateError(
    "sandbox-unavailable",
    `This process was started with descriptor ${beyond} open, which a command would inherit. Start it without.`,
  );
}

function isInheritable(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false; // it was the listing's own, closed by now
  }
}
