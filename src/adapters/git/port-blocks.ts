import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { PortBlock } from "../../core/workspace/workspace.ts";
import { syncFolder, writeNewFile } from "./durable-file.ts";
import { withLock } from "./repository-lock.ts";
import type { StateLayout } from "./state-layout.ts";

/** Below the ports that kernels give to outgoing connections, above those that servers are known by. */
const FIRST_PORT = 10_000;
const LAST_PORT = 32_767;
const PORTS_EACH = 10;
const BLOCKS = Math.floor((LAST_PORT + 1 - FIRST_PORT) / PORTS_EACH);

/**
 * The ports of a worker: ten in a row that no other worker of this state directory has, in any process, from
 * when its workspace is opened until it is removed for good. Asked again it is the same block; nothing when all
 * are taken. A claim is an empty file, named for both.
 */
export function claimPorts(layout: StateLayout, worker: WorkerId): Promise<PortBlock | undefined> {
  return withLock(join(layout.locks, "ports"), undefined, async () => {
    const claims = (await readdir(layout.ports)).map(parsed);
    const own = claims.find((claim) => claim.worker === worker);
    const taken = new Set(claims.map(({ block }) => block));
    const free = Array.from({ length: BLOCKS }, (_, block) => block).find((block) => !taken.has(block));
    const block = own?.block ?? free;
    if (block === undefined) return undefined;
    if (own === undefined) {
      await writeNewFile(join(layout.ports, `${block}.${worker}`), "");
      await syncFolder(layout.ports);
    }
    return { first: FIRST_PORT + block * PORTS_EACH, count: PORTS_EACH };
  });
}

/** Gives back the ports of workers that are not there any more. */
export async function freePorts(layout: StateLayout, workers: readonly WorkerId[]): Promise<void> {
  const gone = new Set<string>(workers);
  for (const name of await readdir(layout.ports))
    if (gone.has(parsed(name).worker)) await rm(join(layout.ports, name));
}

function parsed(name: string): { readonly block: number; readonly worker: string } {
  const at = name.indexOf(".");
  return { block: Number(name.slice(0, at)), worker: name.slice(at + 1) };
}
