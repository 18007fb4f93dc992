import type { MemoryContents } from "../../src/adapters/memory/contents.ts";
import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import type { WorkerId } from "../../src/core/ids.ts";
import { LegateError } from "../../src/ports/failure.ts";
import type { Commit, CommitReceipt, Store } from "../../src/ports/store.ts";
import { storeWith } from "../../test/support/store-with.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

/**
 * The store as one process sees it: what it asks arrives after a while, what it is answered too, and
 * the process may be dead at either moment.
 */
export function simStore(world: World, process: SimProcess): Store {
  const { watch } = world;
  const disk = world.planted.store(watchedDisk(world, process), process);

  async function commit(work: Commit): Promise<CommitReceipt> {
    await process.turn("commits");
    try {
      if (world.diskIsFull) throw new LegateError("disk-full", "The simulated disk is full.");
      const receipt = await disk.commit(work);
      await process.turn("commit is answered");
      watch.acknowledged(receipt);
      process.tellListeners();
      return receipt;
    } catch (error) {
      await process.turn(`commit is refused (${codeOf(error)})`);
      throw error;
    }
  }

  async function read<T>(answer: () => Promise<T>): Promise<T> {
    if (!process.alive || world.may("slowRead")) await process.turn("reads");
    return answer();
  }

  const own = {
    commit,
    subscribe: (listener: () => void) => process.listen(listener),
    nudge: () => void process.hear(),
    [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose](),
  };
  return storeWith(new Proxy(disk, { get: (target, name) => reading(target, name, read) }), own);
}

/** Whatever else a store has is asked, and answered. */
function reading(
  disk: Store,
  name: string | symbol,
  read: <T>(answer: () => Promise<T>) => Promise<T>,
): unknown {
  const value: unknown = Reflect.get(disk, name);
  return typeof value === "function" ? (...args: unknown[]) => read(() => value.apply(disk, args)) : value;
}

/** The one disk under all processes. Whatever gets onto it is checked, and others hear of it. */
function watchedDisk(world: World, process: SimProcess): Store {
  const { contents, hasher, watch } = world;
  const disk = createMemoryStore({ clock: process.clock, hasher, contents });
  const unread = (worker: WorkerId) => pendingOf(contents, worker);
  return storeWith(disk, {
    commit: async (work) => {
      const receipt = await disk.commit(work);
      watch.committed(process, work, receipt, unread);
      world.noteRecords(process, receipt.stored);
      world.othersHear(process);
      return receipt;
    },
    discard: async (streams) => {
      await disk.discard(streams);
      watch.discarded(streams.map(({ worker }) => worker));
      world.note(`  ${process.name} removes ${streams.map(({ worker }) => worker.slice(-3)).join(", ")}`);
      world.othersHear(process);
    },
    // As the watch saw them: decoding each record for every reader takes a third of the time.
    readWorker: async (worker, { afterSeq = 0, limit = Number.POSITIVE_INFINITY } = {}) =>
      watch.recordsOf(worker).slice(afterSeq, afterSeq + limit),
  });
}

function pendingOf({ streams }: MemoryContents, worker: WorkerId): number {
  return streams.get(worker)?.inbox.filter(({ consumedAtSeq }) => consumedAtSeq === undefined).length ?? 0;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
