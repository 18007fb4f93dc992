import { parseWorkerId } from "../core/ids.ts";
import { LegateError } from "../ports/failure.ts";
import type { Store, StreamHead } from "../ports/store.ts";
import { unknownWorker } from "./load-worker.ts";

const ENOUGH_TO_NAME = 6;

/** The one worker that a person means by an id, a unique prefix of it (with or without `worker_`), or a name. */
export async function findWorker(store: Store, reference: string): Promise<StreamHead> {
  const id = parseWorkerId(reference);
  if (id !== undefined) {
    const head = await store.stream(id);
    if (head === undefined) throw unknownWorker(reference);
    return head;
  }
  const named = await store.streams({ name: reference, limit: ENOUGH_TO_NAME });
  if (named.length > 0) return onlyOne(named, reference, "are named");
  const idPrefix = reference.startsWith("worker_") ? reference : `worker_${reference}`;
  const prefixed = /^worker_[0-9a-f-]+$/.test(idPrefix)
    ? await store.streams({ idPrefix, limit: ENOUGH_TO_NAME })
    : [];
  if (prefixed.length === 0) throw unknownWorker(reference);
  return onlyOne(prefixed, reference, "have ids that begin with");
}

function onlyOne(heads: readonly StreamHead[], reference: string, what: string): StreamHead {
  const [first, ...others] = heads;
  if (first !== undefined && others.length === 0) return first;
  const ids = heads.map(({ worker, name }) => `${worker} (${name})`).join(", ");
  throw new LegateError("ambiguous-worker", `Several workers ${what} ${reference}: ${ids}. Use a whole id.`, {
    details: { workers: heads.map(({ worker }) => worker) },
  });
}
