import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { connectTo } from "./connect.ts";

/** A socket younger than this may belong to a process that has made it but does not listen yet. */
const YOUNG_MS = 60_000;

/** What a driver has beside its name: socket, note, list of its trees, and the mark of its eviction. */
const KINDS = ["sock", "json", "trees", "evicted"] as const;

/** Clears away what drivers left that died without a goodbye. */
export async function removeDeadDrivers(directory: string): Promise<void> {
  const names = (await readdir(directory)).map((name) => name.split(".")[0] ?? "");
  await Promise.all([...new Set(names)].map((driver) => removeIfDead(directory, driver)));
}

/** Clears away everything of one driver. */
export async function removeDriver(directory: string, driver: string): Promise<void> {
  for (const kind of KINDS) await rm(join(directory, `${driver}.${kind}`), { recursive: true, force: true });
}

async function removeIfDead(directory: string, driver: string): Promise<void> {
  const made = await Promise.all(
    KINDS.map((kind) => stat(join(directory, `${driver}.${kind}`)).catch(() => undefined)),
  );
  const youngest = Math.max(...made.map((one) => one?.mtimeMs ?? 0));
  if (Date.now() - youngest < YOUNG_MS) return;
  const socket = await connectTo(directory, `${driver}.sock`).catch(() => "unknown" as const);
  if (socket === undefined) await removeDriver(directory, driver);
  else if (socket !== "unknown") socket.destroy();
}
