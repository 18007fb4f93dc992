import { LegateError } from "../../ports/failure.ts";
import type { StreamFilter, StreamHead, StreamView } from "../../ports/store.ts";
import { type MemoryContents, type MemoryStream, pendingOf } from "./contents.ts";

/** The wanted page of the streams that pass the filter. */
export function listStreams({ streams }: MemoryContents, filter: StreamFilter): StreamHead[] {
  const { after, limit = Number.POSITIVE_INFINITY, withView = true } = filter;
  const inOrder = filter.order === "newest" ? [...streams.values()].reverse() : [...streams.values()];
  const first = after === undefined ? 0 : inOrder.findIndex(({ worker }) => worker === after) + 1;
  if (after !== undefined && first === 0) {
    throw new LegateError(
      "unknown-worker",
      `There is no worker ${after} to go on after; list from the start.`,
    );
  }
  return inOrder
    .slice(first)
    .filter((stream) => matches(stream, filter))
    .slice(0, limit)
    .map((stream) => headOf(stream, withView));
}

/** A copy, so that nothing of the store's own can be changed through it. */
export function headOf(stream: MemoryStream, withView = true): StreamHead {
  const { view, inbox, idempotencyKey, ...head } = stream;
  return {
    ...head,
    ...(withView && view?.seq === stream.seq && { view: structuredClone(keptAt(view)) }),
    ...(view?.wakeAt !== undefined && { wakeAt: view.wakeAt }),
    pendingInbox: pendingOf(stream).length,
  };
}

function keptAt({ seq, ...view }: NonNullable<MemoryStream["view"]>): StreamView {
  return view;
}

function matches(stream: MemoryStream, filter: StreamFilter): boolean {
  const { workers, statuses, name, idPrefix, idempotencyKey, parent, root } = filter;
  const { pendingInbox, free, held, dueBefore, notRoots = [], notModels = [] } = filter;
  const { view, driver } = stream;
  if (workers !== undefined && !workers.includes(stream.worker)) return false;
  if (idempotencyKey !== undefined && stream.idempotencyKey !== idempotencyKey) return false;
  if (statuses !== undefined && (view === undefined || !statuses.includes(view.status))) return false;
  if (name !== undefined && stream.name !== name) return false;
  if (idPrefix !== undefined && !stream.worker.startsWith(idPrefix)) return false;
  if (parent !== undefined && stream.parent !== parent) return false;
  if (root !== undefined && stream.root !== root) return false;
  if (free && driver !== undefined) return false;
  if (held && driver === undefined) return false;
  if (notRoots.includes(stream.root) || notModels.includes(stream.model ?? "")) return false;
  if (dueBefore !== undefined && !(view?.wakeAt !== undefined && view.wakeAt <= dueBefore)) return false;
  return pendingInbox === undefined || pendingOf(stream).length > 0;
}
