import { readdirSync, readFileSync } from "node:fs";
import { type NamespaceInit, namespaceGone, namespaceInit } from "./namespace-init.ts";

/**
 * Kills what a bubblewrap that was itself killed left behind, which is nobody's child any more: it is known by
 * the mark in its command line. Resolves when it is gone; rejects when the kernel cannot end it.
 */
export async function endLeftBehind(mark: string): Promise<void> {
  for (let left = bearersOf(mark); left.length > 0; left = bearersOf(mark)) {
    await Promise.all(left.map(namespaceGone));
  }
}

function bearersOf(mark: string): readonly NamespaceInit[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => commandLineOf(pid).includes(mark)).map((pid) => namespaceInit(Number(pid)));
}

/** Empty for what has ended, reaped or not. */
function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
