import { randomBytes } from "node:crypto";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { removeGroup } from "./control-group.ts";
import type { GroupHome } from "./group-home.ts";
import { namespaceInit } from "./namespace-init.ts";

/** `legate-<pid namespace>-<pid>-<start>-<chance>`: whose a group is can be told from its name alone. */
const NAME = /^legate-(\d+)-(\d+)-(\d+)-[0-9a-f]+$/;

/** Names for the groups of this process, of which there may be several who make some. */
export function groupNames(): () => string {
  const { pid, startedAt } = namespaceInit(process.pid);
  const prefix = `legate-${pidNamespace()}-${pid}-${startedAt ?? 0}`;
  return () => `${prefix}-${randomBytes(6).toString("hex")}`;
}

/**
 * Removes the groups of processes that are gone: killed, they left theirs behind, empty, since their
 * commands died with them. A group of another pid namespace is left alone: its owner cannot be seen.
 */
export function collectLeftovers(homes: readonly GroupHome[]): void {
  const namespace = pidNamespace();
  for (const { folder } of homes) {
    for (const name of groupsIn(folder)) {
      const [, itsNamespace, pid, startedAt] = NAME.exec(name) ?? [];
      if (itsNamespace !== namespace) continue;
      if (namespaceInit(Number(pid)).startedAt !== startedAt) removeGroup(join(folder, name));
    }
  }
}

function groupsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `pid:[4026531836]`: the number of the namespace. */
function pidNamespace(): string {
  return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}
