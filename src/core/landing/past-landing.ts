import { branchName, type Landing, type LandingStrategy } from "./landing.ts";

/** A landing of a worker's work, and what became of it since. */
export interface PastLanding {
  readonly landing: Landing;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** When it was taken back. */
  readonly undoneAt?: string;
}

/** Those with one more. One that takes another back is none itself: it is noted on the one that it took back. */
export function withLanding(
  past: readonly PastLanding[],
  landing: Landing,
  at: string,
): readonly PastLanding[] {
  if (landing.undoes === undefined) return [...past, { landing, at }];
  return past.map((one) =>
    one.landing.to === landing.undoes && one.undoneAt === undefined ? { ...one, undoneAt: at } : one,
  );
}

/** What was not taken back, oldest first. */
export function inPlace(past: readonly PastLanding[]): readonly Landing[] {
  return past.flatMap(({ landing, undoneAt }) => (undoneAt === undefined ? [landing] : []));
}

/** A landing as listings show it. Plain JSON. */
export interface LandedSummary {
  /** The commit that the branch was at afterwards. */
  readonly commit: string | null;
  readonly branch: string;
  readonly repo: string;
  readonly strategy: LandingStrategy | "undo";
  /** What of the work, when it was a part. */
  readonly paths: readonly string[] | null;
  readonly at: string;
  readonly undoneAt: string | null;
}

export function landedSummary({ landing, at, undoneAt }: PastLanding): LandedSummary {
  return {
    commit: landing.to,
    branch: branchName(landing.target),
    repo: landing.repo,
    strategy: landing.strategy,
    paths: landing.paths ?? null,
    at,
    undoneAt: undoneAt ?? null,
  };
}
