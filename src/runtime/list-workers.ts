import { STATUS_NAMES } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { StreamHead } from "../ports/store.ts";
import { assertKnown } from "./assert-known.ts";
import { findWorker } from "./find-worker.ts";
import type { ListFilter, WorkerPage } from "./legate-options.ts";
import { descendants } from "./list-children.ts";
import { summaryFrom } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** A page of workers. What it costs grows with the page, not with the number of workers. */
export async function listWorkers({ store }: RuntimePorts, filter: ListFilter = {}): Promise<WorkerPage> {
  const { statuses, order, limit, after, under, parent, model, name } = filter;
  for (const status of statuses ?? []) assertKnown("statuses", status, STATUS_NAMES);
  if (order !== undefined) assertKnown("order", order, ["oldest", "newest"]);
  const most = limit === undefined ? undefined : limit + 1;
  const tree = under === undefined ? undefined : await findWorker(store, under);
  const asked = {
    ...(statuses === undefined ? {} : { statuses }),
    ...(order === undefined ? {} : { order }),
    ...(name === undefined ? {} : { name }),
    ...(after === undefined ? {} : { after: (await findWorker(store, after)).worker }),
    ...(parent === undefined ? {} : { parent: (await findWorker(store, parent)).worker }),
  };
  const heads =
    tree === undefined
      ? await store.streams({
          ...asked,
          ...(most === undefined || model !== undefined ? {} : { limit: most }),
        })
      : await below(store, tree, asked);
  const fitting = model === undefined ? heads : heads.filter((head) => head.model === model);
  const page = fitting.slice(0, limit ?? fitting.length);
  const workers: WorkerSummary[] = await Promise.all(page.map((head) => summaryFrom(store, head)));
  const last = page.at(-1);
  return fitting.length > page.length && last !== undefined ? { workers, next: last.worker } : { workers };
}

/** The worker itself and everything below it. */
async function below(
  store: RuntimePorts["store"],
  top: StreamHead,
  asked: Parameters<RuntimePorts["store"]["streams"]>[0],
): Promise<readonly StreamHead[]> {
  const whole = await store.streams({ root: top.root, withView: false });
  const family = [top, ...descendants(top.worker, whole)].map(({ worker }) => worker);
  return store.streams({ ...asked, workers: family });
}
