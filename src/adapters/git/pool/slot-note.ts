import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Slot } from "../../../core/workspace/pool.ts";
import { readIfThere } from "../durable-file.ts";

/** What is noted of a slot beside its files. Its commit is in its name, so that taking one reads nothing. */
export async function writeSlotNote(home: string, slot: Omit<Slot, "name" | "commit">): Promise<void> {
  await writeFile(join(home, NOTE), `${JSON.stringify(slot)}\n`);
}

/** The slot of that name in `ready`; nothing where this Legate did not make it, or somebody took it. */
export async function readSlot(ready: string, name: string): Promise<Slot | undefined> {
  const commit = commitOf(name);
  const text = await readIfThere(join(ready, name, NOTE)).catch(() => undefined);
  if (commit === undefined || text === undefined) return undefined;
  try {
    const { bytes, madeAt } = JSON.parse(text) as Record<string, unknown>;
    return typeof bytes === "number" && typeof madeAt === "string"
      ? { name, commit, bytes, madeAt }
      : undefined;
  } catch {
    return undefined;
  }
}

export function slotName(commit: string): string {
  return `${commit}.${LAYOUT}.${randomUUID()}`;
}

/** The commit of a slot of that name; nothing for what is no slot, or one of another layout. */
export function commitOf(name: string): string | undefined {
  const [commit, layout] = name.split(".");
  return layout === LAYOUT ? commit : undefined;
}

/** Takes the note away from a slot that becomes something else. */
export async function dropSlotNote(home: string): Promise<void> {
  await rm(join(home, NOTE), { force: true });
}

/** Replaces a small file at once; what it said before may come back after a power cut. */
export async function replaceNote(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content);
  await rename(draft, path);
}

const NOTE = "slot.json";

/** Changed when slots of before can no longer be used: they are dropped. */
const LAYOUT = "1";
