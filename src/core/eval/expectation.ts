import type { Verdict } from "../evidence/judgement.ts";
import type { StatusName, WaitingOn } from "../worker/status.ts";

/** What a run is expected to have come to. Everything that is given must hold; what is left out may be anything. */
export interface Expectation {
  readonly status?: StatusName;
  /** What it waits for, where its status is `waiting`. */
  readonly waitingOn?: WaitingOn;
  /** The stable code of a failure. */
  readonly failure?: string;
  readonly result?: TextExpectation;
  /** Why it waits, failed or was stopped. */
  readonly reason?: TextExpectation;
  /** What the runtime saw of its result. */
  readonly verdict?: Verdict;
  /** Of nodes of its workflow: how each visit ended, in order; branches of a map count as visits of its node. */
  readonly visits?: Readonly<Record<string, readonly string[]>>;
  /** How many artifacts of a kind there are; one at least where no number is given. */
  readonly artifacts?: readonly ArtifactExpectation[];
  /** Tools of which at least one call came to its end without an error. */
  readonly used?: readonly string[];
  /** Tools of which no call was begun. */
  readonly unused?: readonly string[];
  readonly atMost?: UsageExpectation;
  /** The journal, decided anew by this release, is what was recorded. */
  readonly replays?: true;
}

/** Every part of it must hold. */
export interface TextExpectation {
  readonly equals?: string;
  readonly contains?: readonly string[];
  readonly lacks?: readonly string[];
}

export interface ArtifactExpectation {
  readonly kind: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Each bound takes in its own value. */
export interface UsageExpectation {
  /** In US dollars; a price that nobody knows is above every bound. */
  readonly costUsd?: number;
  /** Input and output, cached ones included. */
  readonly tokens?: number;
  readonly turns?: number;
  readonly calls?: number;
  readonly deniedCalls?: number;
}
