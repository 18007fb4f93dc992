import type { Landings } from "../ports/landings.ts";

/** Landings with no repository behind them, where there is never anything to land: for tests of everything else. */
export function createSmallLandings(): Landings {
  const report = {
    strategy: "squash",
    target: null,
    commit: null,
    files: [],
    flagged: [],
    conflicts: [],
    inTheWay: [],
    refusal: { code: "nothing-to-land", reason: "There is no repository." },
  } as const;
  return {
    plan: async () => report,
    land: async () => report,
    settle: async () => ({ landed: false, refusal: report.refusal }),
    patch: async () => ({ report, patch: new Uint8Array() }),
    compare: async () => [],
  };
}
