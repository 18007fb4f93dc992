import type { WorkerRecord } from "../core/journal/record.ts";
import { isFailure } from "../ports/failure.ts";
import type { Append, Commit, Store } from "../ports/store.ts";

/** The same store; `log` is told of each worker that is taken, given back or lost through it. */
export function logClaims(store: Store, log: (line: string) => void): Store {
  const commit = async (work: Commit) => {
    const appends = work.appends ?? [];
    try {
      const receipt = await store.commit(work);
      for (const line of appends.flatMap(lineOf)) log(line);
      return receipt;
    } catch (error) {
      const [only] = appends;
      if (isFailure(error, "stale-epoch") && only?.claim === undefined)
        log(`lost ${only?.worker ?? "a worker"}: another driver took it`);
      throw error;
    }
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === "commit") return commit;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function lineOf({ worker, claim, release, expectedEpoch, records, view }: Append): string[] {
  if (claim !== undefined) return [`took ${worker}, epoch ${expectedEpoch + 1}`];
  if (release !== true) return [];
  const status = view === undefined ? "" : `, ${view.status}`;
  return [`gave back ${worker}${status}: ${reasonOf(records)}`];
}

function reasonOf(records: readonly WorkerRecord[]): string {
  const released = records.findLast((record) => record.type === "driver.released");
  return released?.reason ?? "no reason was given";
}
