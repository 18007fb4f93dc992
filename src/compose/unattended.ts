import type { RuntimePorts } from "../runtime/runtime-ports.ts";

/** How many workers should be driven and are not: nobody alive holds them. */
export async function unattended({
  store,
  presence,
}: Pick<RuntimePorts, "store" | "presence">): Promise<number> {
  const heads = await store.streams({ statuses: ["queued", "running"] });
  const drivers = [...new Set(heads.map(({ driver }) => driver))].filter((driver) => driver !== undefined);
  const alive = await Promise.all(drivers.map((driver) => presence.isAlive(driver)));
  const dead = new Set(drivers.filter((_, index) => !alive[index]));
  return heads.filter(({ driver }) => driver === undefined || dead.has(driver)).length;
}
