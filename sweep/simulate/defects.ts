import { isFailure } from "../../src/ports/failure.ts";
import type { Append, Commit, CommitReceipt, Store } from "../../src/ports/store.ts";
import type { LedgerTool } from "../../src/testing/ledger-toolbox.ts";
import { storeWith } from "../../test/support/store-with.ts";
import { keepingIntentsBack } from "../planted/late-intents.ts";
import { madeUpReceipt } from "../planted/made-up-receipt.ts";
import { repeatableSend } from "../planted/repeatable-send.ts";
import type { SimProcess } from "./sim-process.ts";

/** A fault planted into what the runtime stands on, to see that the invariants find it. */
export interface Defect {
  readonly store: (disk: Store, process: SimProcess) => Store;
  readonly tools: (tools: readonly LedgerTool[]) => readonly LedgerTool[];
  /** Whether who asks the world about an effect learns that it happened. */
  readonly probesSee: boolean;
}

export const SOUND: Defect = { store: (disk) => disk, tools: (tools) => tools, probesSee: true };

export const DEFECTS = {
  /** Whoever lost its claim writes all the same. */
  "stale-writer": { ...SOUND, store: (disk) => storeWith(disk, { commit: (work) => forced(disk, work) }) },
  /** A commit is acknowledged, and written some time later. */
  "early-answer": { ...SOUND, store: answeringEarly },
  /** A worker rests though somebody wrote to it. */
  "deaf-rest": {
    ...SOUND,
    store: (disk) => storeWith(disk, { commit: (work) => disk.commit(withoutInboxRule(work)) }),
  },
  /** Intents reach the disk only together with what follows from them. */
  "late-intent": { ...SOUND, store: keepingIntentsBack },
  /** A tool that must not be repeated says that it may be. */
  "once-says-idempotent": { ...SOUND, tools: repeatableSend },
  /** Who asks the world whether a call happened is always told that it did not. */
  "blind-probe": { ...SOUND, probesSee: false },
} as const satisfies Readonly<Record<string, Defect>>;
export type DefectName = keyof typeof DEFECTS;

async function forced(disk: Store, work: Commit): Promise<CommitReceipt> {
  try {
    return await disk.commit(work);
  } catch (error) {
    if (!isFailure(error, "stale-epoch")) throw error;
    const appends = await Promise.all((work.appends ?? []).map((append) => atPresent(disk, append)));
    return disk.commit({ ...work, appends });
  }
}

async function atPresent(disk: Store, append: Append): Promise<Append> {
  const head = await disk.stream(append.worker);
  return { ...append, expectedSeq: head?.seq ?? 0, expectedEpoch: head?.epoch ?? 0 };
}

function answeringEarly(disk: Store, process: SimProcess): Store {
  return storeWith(disk, {
    commit: async (work) => {
      void process
        .turn("writes late")
        .then(() => disk.commit(work))
        .catch(() => undefined);
      return madeUpReceipt(work);
    },
  });
}

function withoutInboxRule(work: Commit): Commit {
  return {
    ...work,
    appends: (work.appends ?? []).map((append) => ({ ...append, requireEmptyInbox: false })),
  };
}
