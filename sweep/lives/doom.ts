import type { StoredRecord } from "../../src/core/journal/record.ts";
import type { Commit, Store } from "../../src/ports/store.ts";
import { storeWith } from "../../test/support/store-with.ts";

/** What happens to a process at one of its commits, just before it or when it has just been told. */
export interface Doom {
  /** From 1. */
  readonly commit: number;
  readonly when: "before" | "after";
  readonly fate: Fate;
}

/**
 * It dies, stands still until somebody wakes it, finds its clock two hours from where it was, or no room on
 * the disk any more.
 */
export type Fate = "SIGKILL" | "SIGSTOP" | "two-hours-later" | "two-hours-earlier" | "full-disk";

export interface Doomed {
  readonly doom?: Doom;
  /** Hears of everything that was acknowledged, before anything follows from it. */
  readonly told: (records: readonly StoredRecord[]) => void;
  /** Hears of each commit before it is made: its number, from 1. */
  readonly counted: (commit: number) => void;
  readonly moveClock: (ms: number) => void;
  readonly fillDisk: () => void;
}

const TWO_HOURS = 2 * 60 * 60_000;

export function doomed(store: Store, { doom, told, counted, moveClock, fillDisk }: Doomed): Store {
  let commits = 0;
  const meet = (commit: number, when: Doom["when"]) => {
    if (doom === undefined || doom.commit !== commit || doom.when !== when) return;
    if (doom.fate === "two-hours-later") moveClock(TWO_HOURS);
    else if (doom.fate === "two-hours-earlier") moveClock(-TWO_HOURS);
    else if (doom.fate === "full-disk") fillDisk();
    else process.kill(process.pid, doom.fate);
  };
  return storeWith(store, {
    commit: async (work: Commit) => {
      const nth = ++commits;
      counted(nth);
      meet(nth, "before");
      const receipt = await store.commit(work);
      told(receipt.stored);
      meet(nth, "after");
      return receipt;
    },
  });
}

/** A store of which each refusal is told, whoever makes something of it afterwards. */
export function tellingRefusals(store: Store, refused: (error: unknown) => void): Store {
  return storeWith(store, {
    commit: (work) =>
      store.commit(work).catch((error: unknown) => {
        refused(error);
        throw error;
      }),
  });
}
