import { setTimeout as delay } from "node:timers/promises";
import { isFailure } from "../../src/ports/failure.ts";
import type { CommitReceipt, Store } from "../../src/ports/store.ts";
import type { LedgerTool } from "../../src/testing/ledger-toolbox.ts";
import { storeWith } from "../../test/support/store-with.ts";
import { keepingIntentsBack } from "../planted/late-intents.ts";
import { madeUpReceipt } from "../planted/made-up-receipt.ts";
import { repeatableSend } from "../planted/repeatable-send.ts";

/** A fault planted into the processes that are killed, to see that the checks find it. */
export interface LifeDefect {
  readonly store?: (store: Store) => Store;
  readonly tools?: (tools: readonly LedgerTool[]) => readonly LedgerTool[];
}

export const LIFE_DEFECTS = {
  /** A commit is acknowledged, and written a moment later. */
  "early-answer": { store: answeringEarly },
  /** Intents reach the disk only together with what follows from them. */
  "late-intent": { store: keepingIntentsBack },
  /** A tool that must not be repeated says that it may be. */
  "once-says-idempotent": { tools: repeatableSend },
  /** A store that failed is taken for one that did not. */
  "swallowed-fault": { store: swallowingFaults },
} as const satisfies Readonly<Record<string, LifeDefect>>;
export type LifeDefectName = keyof typeof LIFE_DEFECTS;

function swallowingFaults(store: Store): Store {
  return storeWith(store, {
    commit: (work) =>
      store.commit(work).catch((error: unknown) => {
        if (!isFailure(error, "store-unavailable")) throw error;
        return madeUpReceipt(work);
      }),
  });
}

const MOMENT_MS = 3;

function answeringEarly(store: Store): Store {
  let last: Promise<CommitReceipt | undefined> = Promise.resolve(undefined);
  return storeWith(store, {
    commit: async (work) => {
      last = last
        .then(() => delay(MOMENT_MS))
        .then(() => store.commit(work))
        .catch(() => undefined);
      return madeUpReceipt(work);
    },
  });
}
