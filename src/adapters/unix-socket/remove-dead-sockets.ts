import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { connectTo } from "./connect.ts";

/** A socket younger than this may belong to a process that has made it but does not listen yet. */
const YOUNG_MS = 60_000;

/** Clears away what processes left that died without a goodbye. */
export async function removeDeadSockets(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sock"));
  await Promise.all(names.map((name) => removeIfDead(directory, name)));
}

async function removeIfDead(directory: string, name: string): Promise<void> {
  const path = join(directory, name);
  const made = await stat(path).catch(() => undefined);
  if (made === undefined || Date.now() - made.mtimeMs < YOUNG_MS) return;
  const socket = await connectTo(directory, name).catch(() => "unknown" as const);
  if (socket === undefined) await rm(path, { force: true });
  else if (socket !== "unknown") socket.destroy();
}
