import { summaryFrom } from "../runtime/load-worker.ts";
import type { RuntimePorts } from "../runtime/runtime-ports.ts";

/** Models of the unfinished workers that this driver has in hand, or that nobody has. */
export async function modelsInUse(
  { store }: Pick<RuntimePorts, "store">,
  driver: string,
): Promise<readonly string[]> {
  const heads = await store.streams({ statuses: ["queued", "running"] });
  const its = heads.filter((head) => head.driver === undefined || head.driver === driver);
  const summaries = await Promise.all(its.map((head) => summaryFrom(store, head)));
  return [...new Set(summaries.map(({ model }) => model))];
}
